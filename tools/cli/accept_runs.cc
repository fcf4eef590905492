#include "tools/cli/accept_runs.h"

#include <cmath>

#include "fmt/format.h"
#include "tools/cli/accept_records.h"
#include "tools/model/format.h"
#include "tools/stats/pair_test.h"

namespace pawl {
namespace {

// Two copies of the same bytes must not be told apart: whatever does that would also tell two builds apart.
absl::Status CheckNullControl(const Result& run) {
  for (const LiveEvidence& live : run.evidence.live) {
    if (live.error) return Refuse(live.case_name + ": the null control failed: " + *live.error);
    if (!live.identical) continue;
    stats::PairTest test;
    for (const double log_ratio : live.log_ratios) {
      if (!std::isfinite(log_ratio)) return Refuse("the null control of " + live.case_name + " holds no number");
      test.Add(log_ratio);
    }
    if (test.state() != stats::PairState::kRegressed && test.state() != stats::PairState::kImproved) continue;
    return Refuse(fmt::format(
        "the null control failed: two copies of the same binary differ by {} in {} over {} pairs, "
        "so something on this machine favours one side. Find it, then accept again",
        FormatPercent(std::abs(std::expm1(test.MedianLogRatio().value_or(0)))), live.case_name, test.pairs()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRuns(const Result& first, const Result& second) {
  for (const Result* run : {&first, &second}) {
    if (!run->errors.empty()) return Refuse(run->errors.front());
    if (absl::Status status = CheckNullControl(*run); !status.ok()) return status;
  }
  if (first.environment.time_key != second.environment.time_key) {
    return Refuse("the machine changed between the two measurements");
  }
  if (first.environment.source != second.environment.source) {
    return Refuse("the benchmark's sources changed between the two measurements; accept again to build them");
  }
  return absl::OkStatus();
}

}  // namespace pawl
