#ifndef PAWL_TOOLS_CLI_ZIP_WRITING_H_
#define PAWL_TOOLS_CLI_ZIP_WRITING_H_

#include <ctime>
#include <string>
#include <vector>

namespace pawl {

struct EntryToPack {
  std::string name;
  std::string text;
  std::time_t modified = 1'700'000'000;
};

// The bytes of a real zip file, as Info-ZIP and CIs write them. Fails the running test if that cannot be.
std::string Zipped(const std::vector<EntryToPack>& entries);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ZIP_WRITING_H_
