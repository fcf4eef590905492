#include "tools/gate/compare_repetitions.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "fmt/format.h"
#include "tools/gate/stored_rows.h"
#include "tools/model/metric.h"
#include "tools/stats/rank_test.h"
#include "tools/stats/robust.h"

namespace pawl {
namespace {

constexpr char kWhatItShows[] =
    "each file holds one process, and all of A's ran before all of B's. So a difference of time is one of the code, or "
    "of the machine's state, or of the place of the code in memory, and no test can tell which: on a shared machine "
    "identical code differs \"significantly\" in 58 to 82 of 100 such comparisons. p is of the U test (p ~ above 64 "
    "values, where it is approximated) and asks whether these two processes were alike, not whether the code is";
constexpr char kHowToAsk[] =
    "for a verdict on time, both builds have to take turns: bazel run //:compare -- --against=REVISION_OR_BINARY "
    "(--benchmark_enable_random_interleaving mixes the cases of one build, not two builds)";

constexpr double kUnlike = 0.05;      // what compare.py and benchstat call significant
constexpr double kOtherClock = 0.10;  // the library times its estimate; below, two starts on one machine differ

constexpr std::string_view kLibraryVersion = "library_version";

// Fields without which two runs are not of one machine and one build of the library.
constexpr std::string_view kKeyFields[] = {"library_build_type", "num_cpus", "caches"};
// What differs between any two runs, or is looked at by itself.
constexpr std::string_view kOwnFields[] = {"date",     "executable",          "mhz_per_cpu",
                                           "load_avg", "cpu_scaling_enabled", "json_schema_version"};

template <typename Fields>
bool IsOneOf(const Fields& fields, std::string_view field) {
  return std::find(std::begin(fields), std::end(fields), field) != std::end(fields);
}

std::optional<std::string> Field(const GoogleBenchmarkRun& run, std::string_view name) {
  const auto found = run.context.find(std::string(name));
  return found == run.context.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> Number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

// Why no time can be compared; empty if times can.
std::string WhyIncomparable(const GoogleBenchmarkRun& before, const GoogleBenchmarkRun& now) {
  for (const std::string_view name : kKeyFields) {
    const auto a = Field(before, name);
    const auto b = Field(now, name);
    if (!a || !b || *a == *b) continue;  // older versions don't write all of them
    if (name == "caches") return "the CPUs differ: other caches";
    return fmt::format("{} {} -> {}", name, *a, *b);
  }
  return "";
}

std::vector<std::string> WarningsOf(const GoogleBenchmarkRun& run, std::string_view side) {
  std::vector<std::string> warnings;
  if (Field(run, "library_build_type") == "debug") {
    warnings.push_back(fmt::format("{}: its Google Benchmark was built without NDEBUG, which times include", side));
  }
  if (Field(run, "cpu_scaling_enabled") == "true") {
    warnings.push_back(fmt::format("{}: CPU frequency scaling was on: its times are of a changing clock", side));
  }
  std::string load_avg = Field(run, "load_avg").value_or("");  // "[0.5,0.4,0.3]"
  load_avg.erase(0, load_avg.find_first_not_of('['));
  const auto load = Number(load_avg);
  const auto cpus = Number(Field(run, "num_cpus").value_or(""));
  if (load && cpus && *load > *cpus) {
    warnings.push_back(fmt::format("{}: the load was {:.1f} on {:g} CPUs", side, *load, *cpus));
  }
  return warnings;
}

std::vector<std::string> WhatElseDiffers(const GoogleBenchmarkRun& before, const GoogleBenchmarkRun& now) {
  std::vector<std::string> warnings = WarningsOf(before, "A");
  for (std::string& warning : WarningsOf(now, "B")) warnings.push_back(std::move(warning));
  std::set<std::string> fields;
  for (const GoogleBenchmarkRun* run : {&before, &now}) {
    for (const auto& [name, value] : run->context) fields.insert(name);
  }
  for (const std::string& name : fields) {
    const std::string a = Field(before, name).value_or("unknown");
    const std::string b = Field(now, name).value_or("unknown");
    if (a == b || IsOneOf(kKeyFields, name) || IsOneOf(kOwnFields, name)) continue;
    warnings.push_back(fmt::format("{} {} -> {}", name, a, b));
  }
  const auto a = Number(Field(before, "mhz_per_cpu").value_or(""));
  const auto b = Number(Field(now, "mhz_per_cpu").value_or(""));
  if (a && b && std::max(*a, *b) > (1 + kOtherClock) * std::min(*a, *b)) {
    warnings.push_back(fmt::format("mhz_per_cpu {:g} -> {:g}: another clock, or another CPU", *a, *b));
  }
  return warnings;
}

// Of the exact test over so many values without ties.
double SmallestP(size_t a, size_t b) {
  const double n = static_cast<double>(a);
  const double m = static_cast<double>(b);
  return 2 * std::exp(std::lgamma(n + 1) + std::lgamma(m + 1) - std::lgamma(n + m + 1));
}

std::optional<std::string> WhyLost(const Repetitions& one, const std::string& counter) {
  const auto found = one.lost_counters.find(counter);
  return found == one.lost_counters.end() ? std::nullopt : std::optional(found->second);
}

class Comparer {
 public:
  Comparer(const GoogleBenchmarkRun& before, const GoogleBenchmarkRun& now)
      : before_(before), now_(now), why_incomparable_(WhyIncomparable(before, now)) {}

  StoredComparison Compare() {
    std::map<std::string_view, const Repetitions*> before;
    for (const Repetitions& one : before_.cases) before[one.case_name] = &one;
    for (const Repetitions& one : now_.cases) {
      const auto found = before.find(one.case_name);
      if (found == before.end()) {
        Add(OneSided(one.case_name, kTime, /*only_in_now=*/true));
        continue;
      }
      CompareCase(*found->second, one);
      before.erase(found);
    }
    for (const auto& [name, one] : before) Add(OneSided(one->case_name, kTime, /*only_in_now=*/false));
    comparison_.warnings = WhatElseDiffers(before_, now_);
    comparison_.notes = {kWhatItShows, kHowToAsk};
    return std::move(comparison_);
  }

 private:
  void Add(Row row) { comparison_.rows.push_back(std::move(row)); }

  void CompareCase(const Repetitions& before, const Repetitions& now) {
    if (before.error || now.error) {
      return Add(Without(now.case_name, kTime, Verdict::kError, EitherSays(before.error, now.error)));
    }
    if (before.absent || now.absent) {
      return Add(Without(now.case_name, kTime, Verdict::kNotMeasured, EitherSays(before.absent, now.absent)));
    }
    Add(TimeRow(before, now));
    CompareCounters(before, now);
  }

  Row TimeRow(const Repetitions& before, const Repetitions& now) const {
    Row row = BothSides(now.case_name, kTime, "ns", stats::Median(before.ns), stats::Median(now.ns));
    row.level = fmt::format("{} and {} repetitions", before.ns.size(), now.ns.size());
    if (!why_incomparable_.empty()) {
      row.verdict = Verdict::kIncomparable;
      row.reason = why_incomparable_;
      return row;
    }
    if (now.case_name.find("/threads:") != std::string::npos &&
        Field(before_, kLibraryVersion) != Field(now_, kLibraryVersion)) {
      row.verdict = Verdict::kIncomparable;
      row.reason = "another version of the library, and versions divide the time of threads differently";
      return row;
    }
    if (before.ns.size() < 2 || now.ns.size() < 2) {
      row.verdict = Verdict::kIncomparable;
      row.reason = "a single repetition shows nothing, not even its own noise: run with --benchmark_repetitions=8";
      return row;
    }
    if (before.ns == now.ns) {
      row.verdict = Verdict::kOk;
      row.reason = "the same numbers in both files";
      return row;
    }
    const stats::RankTest test = stats::CompareRanks(before.ns, now.ns);
    row.level += fmt::format(", p {} {:.2g}", test.exact ? "=" : "~", test.p);
    row.verdict = Verdict::kUnstable;
    if (test.p <= kUnlike) {
      row.reason = "block-wise: these two processes were unlike, as two of identical code often are, too";
    } else if (SmallestP(before.ns.size(), now.ns.size()) > kUnlike) {
      row.reason = "block-wise: too few repetitions for the test to tell anything: run with --benchmark_repetitions=8";
    } else {
      row.reason = "block-wise: these two processes are not shown to be unlike, which is no proof that they were alike";
    }
    return row;
  }

  void CompareCounters(const Repetitions& before, const Repetitions& now) {
    const auto constant = [](const std::vector<double>& values) {
      return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
    };
    std::set<std::string> lost;
    for (const Repetitions* one : {&before, &now}) {
      for (const auto& [name, why] : one->lost_counters) lost.insert(name);
    }
    for (const std::string& name : lost) {
      Add(Without(now.case_name, CounterName(name), Verdict::kNotMeasured,
                  EitherSays(WhyLost(before, name), WhyLost(now, name))));
    }
    for (const auto& [name, values] : now.counters) {
      if (lost.contains(name)) continue;
      const auto other = before.counters.find(name);
      if (other == before.counters.end()) {
        Add(OneSided(now.case_name, name, /*only_in_now=*/true));
      } else {
        Add(CounterRow(now.case_name, name, "", stats::Median(other->second), stats::Median(values),
                       constant(other->second) && constant(values)));
      }
    }
    for (const auto& [name, values] : before.counters) {
      if (lost.contains(name) || now.counters.contains(name)) continue;
      Add(OneSided(now.case_name, name, /*only_in_now=*/false));
    }
  }

  const GoogleBenchmarkRun& before_;
  const GoogleBenchmarkRun& now_;
  const std::string why_incomparable_;
  StoredComparison comparison_;
};

}  // namespace

StoredComparison CompareRepetitions(const GoogleBenchmarkRun& before, const GoogleBenchmarkRun& now) {
  return Comparer(before, now).Compare();
}

}  // namespace pawl
