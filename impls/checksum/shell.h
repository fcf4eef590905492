#ifndef PAWL_IMPLS_CHECKSUM_SHELL_H_
#define PAWL_IMPLS_CHECKSUM_SHELL_H_

#include <array>
#include <cstdio>
#include <string>

namespace checksum {

// The first word that a shell command prints.
inline std::string FirstWord(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "popen failed";
  std::array<char, 256> part;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) output += part.data();
  pclose(pipe);
  return output.substr(0, output.find(' '));
}

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_SHELL_H_
