#include "impls/env_file/getline_map.h"

#include <sstream>

namespace env_file {

std::unordered_map<std::string, std::string> GetlineMap::Parse(const std::string& text) {
  std::unordered_map<std::string, std::string> variables;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t equals = line.find('=');
    if (equals != std::string::npos) variables[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return variables;
}

}  // namespace env_file
