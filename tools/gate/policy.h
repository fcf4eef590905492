#ifndef PAWL_TOOLS_GATE_POLICY_H_
#define PAWL_TOOLS_GATE_POLICY_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/claim.h"
#include "tools/model/metric.h"
#include "tools/model/mute.h"
#include "tools/model/result.h"
#include "tools/model/verdict.h"

namespace pawl {

// What a perf_test says about which verdicts block.
struct Policy {
  bool ratchet = false;                // an improvement blocks until it is accepted
  bool allow_new = false;              // a case without stored numbers passes
  std::set<Verdict> strict = {};       // these block, too
  std::set<std::string> require = {};  // metrics that must be measured
  std::vector<Mute> mutes = {};
};

// "unstable" or "incomparable" as a verdict that strictness is about; errors name the nearest of the two, and what
// makes the other verdicts block.
absl::StatusOr<Verdict> ParseStrict(std::string_view word);

// Whether every mute speaks of a case and a comparison that exist, and holds on `today` (YYYY-MM-DD; empty: any day).
// An expired one is an error rather than a row that blocks again: it is found before anything is measured, and while
// its row happens to be ok. Errors name the mute and where it is written.
absl::Status CheckMutes(const std::vector<Mute>& mutes, const std::vector<Claim>& claims,
                        const std::vector<std::string>& cases, const Metrics& metrics, std::string_view today);

// Sets `strict`, `allowed` and `mute` of every row. An error is never muted: nothing was compared. A mute of a metric
// reaches its anchor row, too, which is the same number compared twice; one of `anchor:<metric>` reaches that row
// alone.
void ApplyPolicy(const Policy& policy, const std::vector<Claim>& claims, std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_POLICY_H_
