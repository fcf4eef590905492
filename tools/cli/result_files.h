#ifndef PAWL_TOOLS_CLI_RESULT_FILES_H_
#define PAWL_TOOLS_CLI_RESULT_FILES_H_

#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/result.h"

namespace pawl {

// A result as it was found.
struct ResultFile {
  Result result;
  std::string origin;            // its path; in an archive with the entry's name behind it
  std::time_t modified = 0;      // when it was written, in seconds since 1970; 0: unknown
  std::filesystem::path folder;  // where the profiles that were beside it are; empty: nowhere, or not unpacked
};

struct FoundResults {
  std::vector<ResultFile> files;
  std::vector<absl::Status> errors;    // of what could not be read; each names the file and what to do
  std::vector<absl::Status> warnings;  // of profiles in archives that could not be: their results stand without them
};

// Looks for results in `places`, in their order:
//   * a folder: every result.json and *.zip below it, by name; folders that are links are not entered;
//   * a zip file: every result.json in it, also in zip files within it, as CIs pack Bazel's outputs.zip once more;
//   * any other file: one result, or several as `pawl report --json` writes them.
// Bytes that are found twice, such as Bazel's outputs.zip beside what it was made of, are one result. A file of more
// than 256 MiB is refused, packed or not. A place without any result is an error of its own.
//
// Profiles in archives are checked and unpacked to folders of their own below `unpack_into`, which exists and outlives
// the answer; they stay packed if it is empty.
FoundResults FindResultFiles(const std::vector<std::string>& places, const std::filesystem::path& unpack_into = {});

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_RESULT_FILES_H_
