#include <algorithm>
#include <cmath>
#include <span>

#include "fmt/format.h"
#include "tools/cli/tight_claims.h"
#include "tools/gate/error_budget.h"
#include "tools/stats/floors.h"
#include "tools/stats/rates/markdown.h"
#include "tools/stats/rates/tables.h"

namespace pawl::stats {
namespace {

constexpr uint64_t kSeed = 1;
constexpr int kGroups = 4;  // At least, for a spread that is known to a factor of 1.5.

FloorRatio FloorsOf(std::span<const RecordedProcess> processes) {
  FloorRatio floors;
  for (const RecordedProcess& process : processes) floors.Add(process.contender_floor_ns, process.reference_floor_ns);
  return floors;
}

// Processes in the groups that the spread is taken over: those of `.accept` if the recording has enough of them.
int GroupOf(const Recording& recording) {
  size_t shortest = recording.begin()->second.size();
  for (const auto& [benchmark, processes] : recording) shortest = std::min(shortest, processes.size());
  return std::clamp(static_cast<int>(shortest) / kGroups, 1, FloorRatio::kDefaultGroup);
}

struct Promise {
  std::string name;
  double factor;       // x the true ratio
  double spreads = 0;  // log-margin on top, x the recorded spread
  double floor = 0;    // and at least so much, as a share of the ratio
};
const Promise kPromises[] = {
    {"kept, margin 3 x spread", 1, 3},
    // What `.accept` does not warn of.
    {fmt::format("kept, margin {} x spread, {:.0f} % at least", kClaimMarginSpreads, kClaimMarginFloor * 100), 1,
     kClaimMarginSpreads, kClaimMarginFloor},
    {"kept, margin 30 %", 1.3},
    {"missed by 1.5 x", 1 / 1.5},
    {"missed by 2 x", 0.5},
};

std::vector<std::string> PromiseRow(const TwoImplementations& source, const Promise& promise, int tests) {
  ClaimOutcomes all;
  std::string worst;
  int64_t most_broken = 0;
  int64_t fewest_broken = tests;
  const int group = GroupOf(source.recording);
  for (const auto& [benchmark, processes] : source.recording) {
    const FloorRatio floors = FloorsOf(processes);
    ClaimTestOptions options;
    const double margin = std::max(promise.spreads * floors.Spread(group).value_or(0), std::log1p(promise.floor));
    options.factor = floors.ratio() * promise.factor * std::exp(margin);
    options.alpha = kCaseAlpha;
    options.alpha_shares = RedBoundaries(/*live=*/false, /*time_claims=*/1);
    const ClaimOutcomes outcomes = SimulateClaim(processes, options, tests, kSeed);
    const bool kept = promise.factor >= 1;
    if (kept && outcomes.broken > most_broken)
      worst = fmt::format(" ({} {})", benchmark, Share(outcomes.broken, tests));
    if (!kept && outcomes.broken < fewest_broken) {
      worst = fmt::format(" ({} {})", benchmark, Share(outcomes.broken, tests));
    }
    most_broken = std::max(most_broken, outcomes.broken);
    fewest_broken = std::min(fewest_broken, outcomes.broken);
    all += outcomes;
  }
  return {source.name,
          promise.name,
          Share(all.broken, all.tests) + worst,
          Share(all.holds, all.tests),
          Share(all.exhausted, all.tests),
          fmt::format("{:.0f}", static_cast<double>(all.processes) / static_cast<double>(all.tests))};
}

}  // namespace

std::string Claims(const std::vector<TwoImplementations>& sources, int tests) {
  std::vector<std::vector<std::string>> rows;
  std::string groups;
  for (const TwoImplementations& source : sources) {
    for (const Promise& promise : kPromises) rows.push_back(PromiseRow(source, promise, tests));
    groups += fmt::format("{}{} of {}", groups.empty() ? "" : ", ", GroupOf(source.recording), source.name);
  }
  return fmt::format(
             "### Claims about two implementations\n\n{} tests of a benchmark in each row, on whole processes drawn in "
             "blocks of {} from recordings of two implementations in one process. A promise is measured against the "
             "ratio of floors of the whole recording; the spread is that of groups of processes: {}. In brackets the "
             "benchmark that is worst.\n\n",
             tests, kBlock, groups) +
         MarkdownTable({"recording", "the promise is", "called broken", "holds", "unstable", "mean processes"}, rows);
}

}  // namespace pawl::stats
