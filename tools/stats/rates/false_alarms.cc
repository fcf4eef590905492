#include <cstdint>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/error_budget.h"
#include "tools/stats/rates/markdown.h"
#include "tools/stats/rates/tables.h"

namespace pawl::stats {
namespace {

constexpr uint64_t kSeed = 1;

std::string Decimal(int64_t sum, int64_t count) {
  return fmt::format("{:.1f}", static_cast<double>(sum) / static_cast<double>(count));
}

// A simulated case is compared live and has no time claims.
PairTestOptions Judged() {
  PairTestOptions options;
  options.alpha = kCaseAlpha;
  options.alpha_shares = RedBoundaries(/*live=*/true, /*time_claims=*/0);
  return options;
}

}  // namespace

std::string FalseAlarms(const std::vector<IdenticalCode>& sources, int suites) {
  SuiteOptions options;
  options.suites = suites;
  options.test = Judged();
  options.seed = kSeed;
  std::vector<std::vector<std::string>> rows;
  for (const IdenticalCode& source : sources) {
    for (const auto& [sides, name] :
         {std::pair(Sides::kDrawnAnew, "drawn anew for each pair"), std::pair(Sides::kAsRecorded, "as recorded")}) {
      options.sides = sides;
      const SuiteOutcomes outcomes = SimulateSuites(source.recordings, options);
      const PairOutcomes& cases = outcomes.cases;
      rows.push_back({source.name, name, ShareWithInterval(outcomes.any_regressed, outcomes.suites),
                      ShareWithInterval(outcomes.any_decided, outcomes.suites), Share(cases.unchanged, cases.tests),
                      Share(cases.exhausted, cases.tests), Decimal(cases.pairs, cases.tests)});
    }
  }
  const double stated = options.cases * kCaseAlpha * 100;
  return fmt::format(
             "### False alarms\n\n{} simulated suites of {} unchanged cases in each row, at theta 1 % and margin 3 %, "
             "on "
             "recorded noise of identical code drawn in blocks of {} pairs. Stated level: at most {:g} % of suites "
             "with "
             "a red case, {:g} % with one of any colour. In brackets: 95 % intervals (Clopper and Pearson).\n\n",
             suites, options.cases, kBlock, stated, 2 * stated) +
         MarkdownTable({"noise", "sides", "suites with a red case", "with a red or improved case", "cases unchanged",
                        "unstable", "mean pairs"},
                       rows);
}

std::string Calibration(const std::vector<IdenticalCode>& sources, int runs) {
  const PairTestOptions options;
  std::vector<std::vector<std::string>> rows;
  for (const IdenticalCode& source : sources) {
    const EvidenceCounts counts = EvidenceOfNothing(source.recordings, runs, options.suspicion_pairs, kSeed);
    for (size_t i = 0; i < kEvidenceLevels.size(); ++i) {
      rows.push_back({source.name, fmt::format("{:g}", kEvidenceLevels[i]),
                      fmt::format("{:g} %", 100 / kEvidenceLevels[i]),
                      ShareWithInterval(counts.reached[i], counts.runs)});
    }
  }
  return fmt::format(
             "### Calibration\n\n{} runs of {} pairs whose sides are drawn anew, at theta 0, the edge of the null "
             "hypothesis: how often E ever gets so large.\n\n",
             runs, options.suspicion_pairs) +
         MarkdownTable({"noise", "E reaches", "at most", "seen"}, rows);
}

}  // namespace pawl::stats
