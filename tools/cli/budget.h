#ifndef PAWL_TOOLS_CLI_BUDGET_H_
#define PAWL_TOOLS_CLI_BUDGET_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/gate/gate.h"
#include "tools/runner/measurement.h"

namespace pawl {

// The share of a test's time limit that may be measured for; the rest is for judging and writing.
inline constexpr double kUsableShare = 0.8;

// When a test that starts now has to stop measuring. Never, without a limit.
std::chrono::steady_clock::time_point DeadlineOf(std::optional<std::chrono::seconds> limit);

// What a group of cases still has to be timed for.
struct GroupPlan {
  std::string slowest;      // the case that takes most of it
  double process_s = 0;     // of timed slices and their warm-ups in one process: start and set-up come on top
  int processes_ahead = 0;  // until its verdicts can stand
};

// The plan of every group that has undecided pairs, from the slices of the processes so far. A stored ratio needs
// kRatioProcesses, a claim ClaimTest's least.
std::vector<GroupPlan> PlanGroups(const std::vector<Group>& groups, const std::vector<CaseSamples>& samples,
                                  const Judgement& judgement, const GateInput& input, int processes);

// Whether the plan fits into what is left of a test's time limit. The error has the numbers, the case that takes most,
// and the timeout to set.
absl::Status CheckBudget(const std::vector<GroupPlan>& plan, std::chrono::duration<double> left,
                         std::chrono::seconds limit);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BUDGET_H_
