#ifndef PAWL_TOOLS_CLI_COMPARED_FILES_H_
#define PAWL_TOOLS_CLI_COMPARED_FILES_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "tools/gate/compare_stored.h"
#include "tools/model/result.h"

namespace pawl {

// A file of results, as it was read.
struct ComparedFile {
  std::string path;  // as its user named it
  std::string text;  // its bytes
  StoredRun run;
};

// Reads a result.json of Pawl's, of any schema up to today's, or a file of Google Benchmark's. NotFound if there is
// none; InvalidArgument for what is no such file: a program, a folder, UTF-16, one that is cut off or too large. Errors
// begin with the path and end with the way out.
absl::StatusOr<ComparedFile> ReadComparedFile(const std::string& path);

struct FileComparisonOptions {
  std::string filter;  // a regular expression searched for in case names; empty: all
  std::set<Verdict> strict;
  bool ratchet = false;
};

// The comparison as a result: `against` is A's path, `target` B's, evidence and environment are B's if Pawl measured
// it. A row's `stored` is A's number and its `current` B's. InvalidArgument or NotFound if the filter is none or
// matches no case.
absl::StatusOr<Result> CompareFiles(const ComparedFile& before, const ComparedFile& now,
                                    const FileComparisonOptions& options);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARED_FILES_H_
