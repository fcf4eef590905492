#include "tools/cli/budget.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/limits.h"
#include "tools/model/case_name.h"
#include "tools/stats/claim_test.h"

namespace pawl {
namespace {

constexpr double kWarmUpShare = 1.25;  // a slice is preceded by a quarter of its iterations

// What Bazel calls its time limits.
constexpr std::array<std::pair<const char*, int>, 4> kTimeouts = {
    {{"short", 60}, {"moderate", 300}, {"long", 900}, {"eternal", 3600}}};

// Seconds of timed slices in the latest process that timed each case.
std::map<std::string, double> SecondsPerProcess(const std::vector<CaseSamples>& samples) {
  std::map<std::string, double> seconds;
  for (const CaseSamples& one : samples) {
    if (one.slices.empty()) continue;
    double ns = 0;
    for (const Sample& slice : one.slices) ns += slice.process == one.slices.back().process ? slice.time_ns : 0;
    seconds[one.case_name] = kWarmUpShare * ns * 1e-9;
  }
  return seconds;
}

int ProcessesNeeded(const Group& group, const Judgement& judgement, const GateInput& input) {
  int needed = 0;
  for (const auto& [contender, reference] : judgement.undecided) {
    if (std::find(group.begin(), group.end(), contender) == group.end()) continue;
    // A calm ratio needs half of it. A plan that hopes for calm would end the others as unstable, for the budget.
    const bool ratio = ReferenceOf(contender) == reference && !input.claims_only.contains(contender);
    needed = std::max(needed, ratio ? kRatioProcesses : stats::ClaimTestOptions().min_processes);
  }
  return needed;
}

std::string Advice(double needed_s) {
  for (const auto& [name, limit_s] : kTimeouts) {
    if (needed_s <= kUsableShare * limit_s)
      return fmt::format("set timeout = \"{}\" ({} s) on the perf_test", name, limit_s);
  }
  return "split the perf_test, or give it a shard_count";
}

}  // namespace

std::chrono::steady_clock::time_point DeadlineOf(std::optional<std::chrono::seconds> limit) {
  using SteadyClock = std::chrono::steady_clock;
  if (!limit) return SteadyClock::time_point::max();
  return SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(kUsableShare * *limit);
}

std::vector<GroupPlan> PlanGroups(const std::vector<Group>& groups, const std::vector<CaseSamples>& samples,
                                  const Judgement& judgement, const GateInput& input, int processes) {
  const std::map<std::string, double> seconds = SecondsPerProcess(samples);
  std::vector<GroupPlan> plan;
  for (const Group& group : groups) {
    GroupPlan one;
    one.processes_ahead = std::max(0, ProcessesNeeded(group, judgement, input) - processes);
    if (one.processes_ahead == 0) continue;
    double slowest_s = -1;
    for (const std::string& name : group) {
      const auto found = seconds.find(name);
      const double case_s = found == seconds.end() ? 0 : found->second;
      one.process_s += case_s;
      if (case_s > slowest_s) one.slowest = name;
      slowest_s = std::max(slowest_s, case_s);
    }
    plan.push_back(one);
  }
  return plan;
}

absl::Status CheckBudget(const std::vector<GroupPlan>& plan, std::chrono::duration<double> left,
                         std::chrono::seconds limit) {
  double ahead_s = 0;
  const GroupPlan* largest = nullptr;
  for (const GroupPlan& one : plan) {
    const double one_s = one.process_s * one.processes_ahead;
    ahead_s += one_s;
    if (largest == nullptr || one_s > largest->process_s * largest->processes_ahead) largest = &one;
  }
  const double left_s = left.count();
  if (largest == nullptr || ahead_s <= left_s) return absl::OkStatus();
  const double spent_s = kUsableShare * static_cast<double>(limit.count()) - left_s;
  return absl::ResourceExhaustedError(
      fmt::format("the plan does not fit into the test's time limit of {} s: its timed slices alone take {:.1f} s "
                  "more, and {:.1f} s "
                  "are left of the 80 % that may be measured for. Most of it is {} and what it is compared with: "
                  "{:.2f} s in each of "
                  "{} processes. Fix: {}, or move the case to its sweep",
                  limit.count(), ahead_s, std::max(0.0, left_s), largest->slowest, largest->process_s,
                  largest->processes_ahead, Advice(ahead_s + std::max(0.0, spent_s))));
}

}  // namespace pawl
