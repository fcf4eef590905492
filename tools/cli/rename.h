#ifndef PAWL_TOOLS_CLI_RENAME_H_
#define PAWL_TOOLS_CLI_RENAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/baseline_files.h"

namespace pawl {

struct RenameOptions {
  std::string old_name;
  std::string new_name;
  std::string target;  // only this perf_test's baselines; empty: all
};

// Gives the records of a case another name, in the stored baselines and anchors of one perf_test. Returns the files
// that change. Values, reasons, keys and source hashes stay: a renaming edits the benchmark's source, and whether it
// edited more than the name only a new measurement can tell, so the rows are `incomparable` until they are accepted,
// which keeps every number that is within its limit. Pure.
//
// InvalidArgument if no record has the old name (with the nearest), if a record has the new name already, or if
// several perf_tests have such a case and none is named.
absl::StatusOr<std::vector<BaselineFile>> RenameCase(const std::vector<BaselineFile>& files,
                                                     const RenameOptions& options);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_RENAME_H_
