#ifndef PAWL_TOOLS_CLI_BASELINE_HISTORY_H_
#define PAWL_TOOLS_CLI_BASELINE_HISTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/accepted_history.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"

namespace pawl {

// A stored baseline as one commit left it.
struct BaselineRevision {
  std::string commit;  // "uncommitted" for the work tree
  std::string date;
  StoredBaseline baseline;
};

struct BaselineHistory {
  std::vector<BaselineRevision> revisions;  // oldest first; the work tree's last, if it differs
  std::vector<absl::Status> damaged;        // of revisions that are left out; the others still tell their values
};

// What version control knows of a baseline file, `path` relative to `workspace`: of its newest `most` commits, or of
// all. Errors: as FileHistory.
absl::StatusOr<BaselineHistory> ReadBaselineHistory(const std::string& workspace, const std::string& path,
                                                    int most = 0);

// What was accepted of the rows that were measured. Rows whose number was accepted only once, under the keys of other
// machines and builds, or of other sources of the benchmark, have no history. Pure.
std::vector<AcceptedHistory> HistoriesOf(const Result& result, const std::vector<BaselineRevision>& revisions);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BASELINE_HISTORY_H_
