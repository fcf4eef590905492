#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "tools/gate/error_budget.h"
#include "tools/stats/check.h"
#include "tools/stats/rates/markdown.h"
#include "tools/stats/rates/tables.h"
#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

constexpr size_t kStride = 5;  // Groups from the start of one window to that of the next.

struct Setting {
  std::string name;
  double theta;
  double margin;
};
const Setting kSettings[] = {{"theta 1 %, margin 3 %", 0.01, 0.03}, {"fine: theta 0.5 %, margin 2 %", 0.005, 0.02}};

// A change to find: a column, and what is added to it.
struct Change {
  std::string name;
  std::string column;
  double added;  // log-ratio
};
const Change kChanges[] = {
    {"none", "null", 0},   {"+2 %", "plus_2", 0},   {"+3 % (the null, shifted)", "null", std::log(1.03)},
    {"+5 %", "plus_5", 0}, {"+10 %", "plus_10", 0}, {"none, another layout", "layout", 0},
};

PairTestOptions OptionsOf(const Setting& setting) {
  PairTestOptions options;
  options.theta = std::log1p(setting.theta);
  options.margin = std::log1p(setting.margin);
  options.alpha = kCaseAlpha;
  options.alpha_shares = RedBoundaries(/*live=*/true, /*time_claims=*/0);
  return options;
}

PairOutcomes Walk(const Columns& columns, const Change& change, const Setting& setting) {
  Check(columns.contains(change.column), "a recording of fresh pairs has every column");
  LogRatios log_ratios = columns.at(change.column);
  for (double& d : log_ratios) d += change.added;
  return WalkWindows(log_ratios, OptionsOf(setting), kStride);
}

// The mean over benchmarks, each weighing the same, and the benchmark that differs most from what is wanted.
class Average {
 public:
  void Add(const std::string& benchmark, int64_t hits, int64_t trials) {
    const double share = static_cast<double>(hits) / static_cast<double>(trials);
    sum_ += share;
    ++count_;
    if (count_ == 1 || share < low_) low_ = share, low_name_ = benchmark;
    if (count_ == 1 || share > high_) high_ = share, high_name_ = benchmark;
  }

  std::string Mean() const { return Text(sum_ / count_); }
  std::string WithLowest() const {
    return low_ == 1 ? "100 %" : fmt::format("{} ({} {})", Mean(), low_name_, Text(low_));
  }
  std::string WithHighest() const {
    return high_ == 0 ? "0" : fmt::format("{} ({} {})", Mean(), high_name_, Text(high_));
  }

 private:
  static std::string Text(double share) { return Share(std::llround(share * 1e6), 1'000'000); }

  double sum_ = 0;
  int count_ = 0;
  double low_ = 0;
  double high_ = 0;
  std::string low_name_;
  std::string high_name_;
};

std::vector<std::string> ChangeRow(const std::map<std::string, Columns>& fresh, const Setting& setting,
                                   const Change& change) {
  Average regressed, improved, unchanged, undecided;
  PairOutcomes all;
  for (const auto& [benchmark, columns] : fresh) {
    const PairOutcomes outcomes = Walk(columns, change, setting);
    if (outcomes.tests == 0) continue;
    regressed.Add(benchmark, outcomes.regressed, outcomes.tests);
    improved.Add(benchmark, outcomes.improved, outcomes.tests);
    unchanged.Add(benchmark, outcomes.unchanged, outcomes.tests);
    undecided.Add(benchmark, outcomes.exhausted + outcomes.unfinished, outcomes.tests);
    all += outcomes;
  }
  const bool wanted_red = change.column.starts_with("plus") || change.added > 0;
  return {setting.name,
          change.name,
          wanted_red ? regressed.WithLowest() : regressed.WithHighest(),
          improved.WithHighest(),
          wanted_red ? unchanged.WithHighest() : unchanged.WithLowest(),
          undecided.WithHighest(),
          fmt::format("{:.0f}", static_cast<double>(all.pairs) / static_cast<double>(all.tests))};
}

std::vector<std::string> BenchmarkRow(const std::string& benchmark, const Columns& columns) {
  const auto& [normal, fine] = kSettings;
  const PairOutcomes null = Walk(columns, kChanges[0], normal);
  const PairOutcomes plus_5 = Walk(columns, kChanges[3], normal);
  const PairOutcomes plus_10 = Walk(columns, kChanges[4], normal);
  const PairOutcomes fine_2 = Walk(columns, kChanges[1], fine);
  return {benchmark,
          fmt::format("{:.1f} %", SampleSd(columns.at("null")) * 100),
          Share(null.unchanged, null.tests),
          fmt::format("{:.0f}", static_cast<double>(null.pairs) / static_cast<double>(null.tests)),
          Share(plus_5.regressed, plus_5.tests),
          Share(plus_10.regressed, plus_10.tests),
          Share(fine_2.regressed, fine_2.tests)};
}

}  // namespace

std::string Detection(const std::map<std::string, Columns>& fresh) {
  size_t shortest = fresh.begin()->second.begin()->second.size();
  for (const auto& [benchmark, columns] : fresh) {
    for (const auto& [name, figures] : columns) shortest = std::min(shortest, figures.size());
  }
  const std::string heading = "### Detection\n\n";
  const auto window = static_cast<size_t>(PairTestOptions().max_pairs);
  if (shortest < window) {
    return heading + fmt::format(
                         "The fresh recording is too short: {} groups of a benchmark, a window takes {}. "
                         "`tools/ci/record` continues it.\n",
                         shortest, window);
  }
  std::vector<std::vector<std::string>> changes;
  for (const Setting& setting : kSettings) {
    for (const Change& change : kChanges) changes.push_back(ChangeRow(fresh, setting, change));
  }
  std::vector<std::vector<std::string>> benchmarks;
  for (const auto& [benchmark, columns] : fresh) benchmarks.push_back(BenchmarkRow(benchmark, columns));
  return heading +
         fmt::format(
             "Recorded by `tools/ci/record` under bursts on all CPUs: {} benchmarks, {} process groups of each at "
             "least. "
             "A change is really executed extra work unless it says otherwise. A test begins at every {}th group that "
             "has {} to come and walks on until it decides ({} pairs, {} when suspicious). Windows overlap. Shares are "
             "means over benchmarks, in brackets the benchmark that is worst; `unstable` counts tests that the "
             "recording's end cut short.\n\n",
             fresh.size(), shortest, kStride, window, window, PairTestOptions().suspicion_pairs) +
         MarkdownTable({"setting", "true change", "regressed", "improved", "unchanged", "unstable", "mean pairs"},
                       changes) +
         "\n" +
         MarkdownTable({"benchmark", "SD of a pair", "unchanged", "pairs for it", "+5 % found", "+10 % found",
                        "fine: +2 % found"},
                       benchmarks);
}

}  // namespace pawl::stats
