#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_EXPORT_PROGRAM_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_EXPORT_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/archive_export/archive_export.h"

// The program pawl_export, without main(): walks and analyses a directory, decides on a method, exports, reports.
namespace archive_export {

// One exporter's Export().
using ExportFunction = std::function<absl::StatusOr<Report>(const std::filesystem::path& root,
                                                            const std::filesystem::path& archive, const Options&)>;

// What the program has from outside.
struct Surroundings {
  ExportFunction standard, streaming;
  std::ostream& out;  // the summary, what --explain and --dry-run say
  std::ostream& err;  // errors, and a line for each problem
  int bar_fd = -1;    // where progress is drawn if that is a terminal; borrowed
  size_t cores = 1;
  int64_t now_s = 0;  // since 1970
  std::stop_token stop;
};

enum ExitCode : int {
  kExitOk = 0,
  kExitError = 1,  // no archive
  kExitUsage = 2,
  kExitIncomplete = 3,  // an archive without what was skipped, or with what changed meanwhile
};

// `words` are the command line without the program's name. Returns the exit code; kExitError after a stop, too, which
// is for the caller to tell, who requested it. Whatever was printed to `err` makes the code another than 0, but for
// what is archived and leads out of the tree, and for the note that the streaming method takes over from the standard
// one, which ran into the memory limit.
int Run(const std::vector<std::string>& words, const Surroundings& surroundings);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_EXPORT_PROGRAM_H_
