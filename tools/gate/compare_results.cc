#include "tools/gate/compare_results.h"

#include <algorithm>
#include <map>
#include <utility>

#include "fmt/format.h"
#include "tools/gate/declared_counter.h"
#include "tools/gate/limits.h"
#include "tools/gate/stored_rows.h"
#include "tools/gate/stored_time.h"
#include "tools/gate/work.h"
#include "tools/model/case_name.h"
#include "tools/model/key.h"
#include "tools/model/metric.h"

namespace pawl {
namespace {

constexpr char kWhatItShows[] =
    "all of A ran before all of B. Counts don't mind and are compared exactly. The ratio of two implementations is "
    "judged coarsely, where both files hold enough fresh processes of it. Absolute times are shown and not judged: "
    "they "
    "move with the machine's state. For a verdict on time, both builds have to take turns: bazel run //:compare -- "
    "--against=REVISION_OR_BINARY";

using Cases = std::map<std::string_view, const CaseEvidence*>;
using Names = std::pair<std::string_view, std::string_view>;
using Pairs = std::map<Names, const PairEvidence*>;

Cases CasesOf(const Result& result) {
  Cases cases;
  for (const CaseEvidence& one : result.evidence.cases) cases.emplace(one.case_name, &one);
  return cases;
}

Pairs PairsOf(const Result& result) {
  Pairs pairs;
  for (const PairEvidence& one : result.evidence.pairs) {
    if (!one.contender_floors_ns.empty()) pairs.emplace(Names(one.contender, one.reference), &one);
  }
  return pairs;
}

// By case and comparison.
std::map<Names, const Row*> RowsOf(const Result& result) {
  std::map<Names, const Row*> rows;
  for (const Row& row : result.rows) rows.emplace(Names(row.case_name, row.comparison), &row);
  return rows;
}

std::string_view MainMetric(const CaseEvidence& one) { return one.size ? std::string_view(one.size->metric) : kTime; }

class Comparer {
 public:
  Comparer(const Result& before, const Result& now)
      : before_(before), now_(now), before_cases_(CasesOf(before)), now_cases_(CasesOf(now)), now_rows_(RowsOf(now)) {}

  StoredComparison Compare() {
    DescribeSide(before_, "A");
    DescribeSide(now_, "B");
    if (before_.target != now_.target) {
      comparison_.warnings.push_back(fmt::format("A is of {}, B of {}", before_.target, now_.target));
    }
    for (const auto& [name, one] : now_cases_) {
      const auto other = before_cases_.find(name);
      if (other == before_cases_.end()) {
        Add(OneSided(one->case_name, MainMetric(*one), /*only_in_now=*/true));
      } else {
        CompareCase(*other->second, *one);
      }
    }
    for (const auto& [name, one] : before_cases_) {
      if (!now_cases_.contains(name)) Add(OneSided(one->case_name, MainMetric(*one), /*only_in_now=*/false));
    }
    ComparePairs();
    comparison_.notes.emplace_back(kWhatItShows);
    return std::move(comparison_);
  }

 private:
  void Add(Row row) { comparison_.rows.push_back(std::move(row)); }

  void DescribeSide(const Result& result, std::string_view side) {
    for (const std::string& error : result.errors) {
      comparison_.errors.push_back(fmt::format("{}: its run failed: {}", side, error));
    }
    if (result.against.empty()) return;
    comparison_.notes.push_back(fmt::format(
        "{} is itself a comparison of {} with {}, live in {} pairs: its verdicts are of that comparison and "
        "are not compared here, only what was counted of {}",
        side, result.target, result.against, result.evidence.schedule.size(), result.target));
  }

  void CompareCase(const CaseEvidence& before, const CaseEvidence& now) {
    if (before.error || now.error) {
      return Add(Without(now.case_name, MainMetric(now), Verdict::kError, EitherSays(before.error, now.error)));
    }
    if (MainMetric(before) != MainMetric(now)) {
      return Add(Without(now.case_name, MainMetric(now), Verdict::kIncomparable,
                         fmt::format("{} -> {}", MainMetric(before), MainMetric(now))));
    }
    for (const MetricInfo& metric : ExactMetrics(now)) CompareCounted(before, now, metric);
    if (before.time && now.time) {
      Add(AbsoluteTimeRow(now.case_name, before, now, WhyNotTimes()));
    } else if (before.time || now.time) {
      Add(Without(now.case_name, kTime, Verdict::kNotMeasured, before.time ? "B: not timed" : "A: not timed"));
    }
    CompareCounters(before, now);
  }

  // By keys and sources, as a gate's stored numbers; empty if nothing differs.
  std::string WhyNot(const std::string& before_key, const std::string& now_key, bool of_the_benchmark = true) const {
    const std::string key = DescribeDifference(before_key, now_key);
    if (!key.empty()) return key;
    const std::string& a = before_.environment.source;
    const std::string& b = now_.environment.source;
    if (!of_the_benchmark || a.empty() || b.empty() || a == b) return "";
    return fmt::format("the benchmark's own sources or data differ: {} -> {}", a, b);
  }

  std::string WhyNotTimes() const { return WhyNot(before_.environment.time_key, now_.environment.time_key); }

  std::string WhyNotCounts(const std::string& metric) const {
    if (metric == kInstructions) {
      return WhyNot(before_.environment.instruction_key, now_.environment.instruction_key);
    }
    return WhyNot(before_.environment.build_key, now_.environment.build_key, metric != kBinarySize);
  }

  // The limit that held for the row in the later run, or Pawl's own. O(log n).
  Limit LimitOf(const std::string& case_name, const std::string& metric) const {
    const auto row = now_rows_.find(Names(case_name, metric));
    if (row != now_rows_.end()) {
      // A row may go on to say what widened it.
      const std::string& text = row->second->limit;
      absl::StatusOr<Limit> written = ParseLimit(std::string_view(text).substr(0, text.find(',')));
      if (written.ok() && written->metric == metric) {
        written->origin = row->second->limit_origin;
        return *std::move(written);
      }
    }
    return *Limits().Find(case_name, metric);
  }

  void CompareCounted(const CaseEvidence& before, const CaseEvidence& now, const MetricInfo& metric) {
    const std::optional<CountedRange> a = Counted(before, metric.name);
    const std::optional<CountedRange> b = Counted(now, metric.name);
    if (!a && !b) return;  // of an older Pawl, or of a machine without the instrument: nothing was lost in between
    const Limit limit = LimitOf(now.case_name, metric.name);
    Row row = a && b ? BothSides(now.case_name, metric.name, metric.unit, a->largest, b->largest)
                     : UncountedRow(before, now, metric, limit);
    if (a && b) row.verdict = VerdictOf(*a, *b, limit, row.reason);
    if (const std::string why = WhyNotCounts(metric.name); !why.empty() && row.verdict != Verdict::kNotMeasured) {
      row.verdict = Verdict::kIncomparable;
      row.reason = why;
    }
    row.limit = limit.text;
    row.limit_origin = limit.origin;
    row.level = "exact";
    Add(std::move(row));
  }

  // What one side could not count is `not-measured`, unless that is known to be more than the other side's number:
  // growing until nobody counts any more must not end a comparison.
  static Row UncountedRow(const CaseEvidence& before, const CaseEvidence& now, const MetricInfo& metric,
                          const Limit& limit) {
    const std::optional<CountedRange> a = Counted(before, metric.name);
    const bool lost = a.has_value();
    const CaseEvidence& uncounted = lost ? now : before;
    const double known = lost ? a->largest : Counted(now, metric.name)->largest;
    Row row = Without(now.case_name, metric.name, Verdict::kNotMeasured,
                      (lost ? "B: " : "A: ") + WhyNotCounted(uncounted, metric.name));
    row.unit = metric.unit;
    (lost ? row.stored : row.current) = known;
    if (metric.name == kInstructions && uncounted.instructions_at_least &&
        Exceeds(limit, known, *uncounted.instructions_at_least)) {
      row.verdict = lost ? Verdict::kRegressed : Verdict::kImproved;
      (lost ? row.current : row.stored) = uncounted.instructions_at_least;
    }
    return row;
  }

  static Verdict VerdictOf(const CountedRange& a, const CountedRange& b, const Limit& limit, std::string& reason) {
    // Ragged repeats don't hide that all of one side are worse than all of the other.
    if (Exceeds(limit, a.largest, b.smallest)) return Verdict::kRegressed;
    if (Exceeds(limit, b.largest, a.smallest)) return Verdict::kImproved;
    if (Exceeds(limit, a.smallest, a.largest) || Exceeds(limit, b.smallest, b.largest)) {
      reason = fmt::format("non-deterministic: repeats gave {} to {} in A, {} to {} in B", a.smallest, a.largest,
                           b.smallest, b.largest);
      return Verdict::kUnstable;
    }
    if (Exceeds(limit, a.largest, b.largest)) return Verdict::kRegressed;
    return Exceeds(limit, b.largest, a.largest) ? Verdict::kImproved : Verdict::kOk;
  }

  void CompareCounters(const CaseEvidence& before, const CaseEvidence& now) {
    for (const auto& [name, b] : now.counters) {
      const auto other = before.counters.find(name);
      if (other == before.counters.end()) {
        Add(OneSided(now.case_name, name, /*only_in_now=*/true));
        continue;
      }
      Add(CompareCounter(now.case_name, name, other->second, b));
    }
    for (const auto& [name, a] : before.counters) {
      if (!now.counters.contains(name)) Add(OneSided(now.case_name, name, /*only_in_now=*/false));
    }
  }

  Row CompareCounter(const std::string& case_name, const std::string& name, const CounterEvidence& a,
                     const CounterEvidence& b) const {
    const auto declared = now_rows_.find(Names(case_name, name));
    if (declared != now_rows_.end() && FindMetric(BuiltInMetrics(), name) == nullptr) {
      return DeclaredCounterRow(*declared->second, a, b,
                                WhyNot(before_.environment.build_key, now_.environment.build_key));
    }
    const bool constant = a.smallest == a.largest && b.smallest == b.largest && a.unit == b.unit;
    return CounterRow(case_name, name, b.unit, a.value, b.value, constant);
  }

  Work WorkOf(const std::string& case_name) const {
    const auto a = before_cases_.find(case_name);
    const auto b = now_cases_.find(case_name);
    if (a == before_cases_.end() || b == now_cases_.end()) return Work::kUnknown;
    // Instructions say nothing of what a case waits for.
    if (b->second->clock != Clock::kCpu) return Work::kUnknown;
    return CompareWork(*b->second, *a->second);
  }

  void ComparePairs() {
    const Pairs before = PairsOf(before_);
    const Pairs now = PairsOf(now_);
    for (const auto& [names, pair] : before) {
      if (IsJudged(*pair) && !now.contains(names)) Add(RatioOfOneSide(pair->contender, "B"));
    }
    for (const auto& [names, pair] : now) {
      if (!IsJudged(*pair)) continue;
      const auto other = before.find(names);
      if (other == before.end()) {
        Add(RatioOfOneSide(pair->contender, "A"));
        continue;
      }
      const Work contender = WorkOf(pair->contender);
      const Work work = contender == WorkOf(pair->reference) ? contender : Work::kUnknown;
      Add(StoredRatioRow(*other->second, *pair, LimitOf(pair->contender, std::string(kTimeRatio)), work,
                         WhyNotTimes()));
    }
  }

  // Claims may pair any two cases; a ratio that is stored is the one to the reference. What failed, or is in one file
  // only, has a row that says so.
  bool IsJudged(const PairEvidence& pair) const {
    return ReferenceOf(pair.contender) == pair.reference && InBoth(pair.contender) && InBoth(pair.reference) &&
           !HasError(pair.contender) && !HasError(pair.reference);
  }

  bool InBoth(const std::string& case_name) const {
    return before_cases_.contains(case_name) && now_cases_.contains(case_name);
  }

  static Row RatioOfOneSide(const std::string& case_name, std::string_view without) {
    return Without(case_name, kTimeRatio, Verdict::kNotMeasured,
                   fmt::format("{}: no process has timed it together with its reference", without));
  }

  bool HasError(const std::string& case_name) const {
    for (const Cases* cases : {&before_cases_, &now_cases_}) {
      const auto found = cases->find(case_name);
      if (found != cases->end() && found->second->error) return true;
    }
    return false;
  }

  const Result& before_;
  const Result& now_;
  const Cases before_cases_;
  const Cases now_cases_;
  const std::map<Names, const Row*> now_rows_;
  StoredComparison comparison_;
};

}  // namespace

StoredComparison CompareResults(const Result& before, const Result& now) { return Comparer(before, now).Compare(); }

}  // namespace pawl
