#ifndef PAWL_IMPLS_ENV_FILE_GETLINE_MAP_H_
#define PAWL_IMPLS_ENV_FILE_GETLINE_MAP_H_

#include <string>
#include <string_view>
#include <unordered_map>

namespace env_file {

// What a program does that takes a .env file for lines of KEY=value: std::getline, find '=', two substrings into a map.
// No quotes, comments at the end of lines, escapes, references, positions or errors, so its answers differ from the
// contract's. It is a yardstick: the full semantics of the others must cost less than this.
class GetlineMap {
 public:
  static constexpr std::string_view kName = "getline_map";

  static std::unordered_map<std::string, std::string> Parse(const std::string& text);
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_GETLINE_MAP_H_
