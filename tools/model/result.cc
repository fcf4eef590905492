#include "tools/model/result.h"

#include <algorithm>
#include <exception>
#include <set>
#include <string_view>

#include "fmt/format.h"
#include "tools/model/metric.h"
#include "tools/model/quick_json.h"

namespace nlohmann {

template <typename T>
struct adl_serializer<std::optional<T>> {
  static void to_json(json& j, const std::optional<T>& value) { j = value ? json(*value) : json(nullptr); }
  static void from_json(const json& j, std::optional<T>& value) {
    value = j.is_null() ? std::nullopt : std::optional<T>(j.get<T>());
  }
};

}  // namespace nlohmann

namespace pawl {

using nlohmann::json;

void to_json(json& j, const Verdict& verdict) { j = std::string(Word(verdict)); }
void from_json(const json& j, Verdict& verdict) {
  const auto parsed = ParseVerdict(j.get<std::string>());
  if (!parsed) throw std::invalid_argument("unknown verdict " + j.dump());
  verdict = *parsed;
}
NLOHMANN_JSON_SERIALIZE_ENUM(Clock, {{Clock::kCpu, "cpu"}, {Clock::kWall, "wall"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AllocationEvidence, allocations, allocated_bytes, leaked_bytes, peak_bytes, smallest,
                                   temporary_allocations)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CountedRange, smallest, largest)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TimeEvidence, floor_ns, median_ns, processes, slices)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CounterEvidence, value, unit, smallest, largest, processes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SizeEvidence, metric, bytes, absent)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProcessTimes, process, ns)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CaseEvidence, case_name, clock, iterations_per_slice, allocations,
                                   allocations_absent, time, counters, error, warnings, instructions,
                                   instructions_absent, instructions_at_least, size, times)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PairEvidence, contender, reference, log_ratios, contender_floors_ns,
                                   reference_floors_ns)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LiveEvidence, case_name, identical, log_ratios, null_log_ratios, layout_log_ratios,
                                   iterations_per_slice, error, times, accepted_times)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GrowthEvidence, series, key, sizes, floors_ns, coefficient, exponent, worst_factor)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(GroupSchedule, cpu, start_order)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Evidence, cases, pairs, live, schedule, growth)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Row, case_name, comparison, verdict, unit, stored, current, low, high, limit,
                                   limit_origin, level, reason, stored_origin, strict, allowed, renamed_from,
                                   renamed_to, mute, bound, more_is_worse)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Environment, build_key, time_key, instruction_key, source, cpu_model, cpu_features,
                                   compiler, compiler_flags, benchmark_library, kernel, commit, dirty)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Crossover, implementation, key, below, above, wins_above)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Result, schema, target, build_file, baseline_file, pawl, filter, seed, wall_s,
                                   measured_s, processes, environment, evidence, rows, warnings, notes, idle, errors,
                                   errors_are_usage, against, crossovers)

namespace {

// Rank for "worst first": errors, then what blocks, then what could not be decided, then the rest.
int Rank(Verdict verdict) {
  switch (verdict) {
    case Verdict::kError:
      return 0;
    case Verdict::kRegressed:
      return 1;
    case Verdict::kMissing:
    case Verdict::kNew:
      return 2;
    case Verdict::kUnstable:
      return 3;
    case Verdict::kIncomparable:
    case Verdict::kNotMeasured:
      return 4;
    case Verdict::kImproved:
      return 5;
    case Verdict::kOk:
      return 6;
  }
  return 0;
}

// What schema 2 added: live pairs, source hashes, user counters, mutes, strictness and places of rows, notes, idle
// shards; and errors_are_usage, which the first writers of schema 1 did not know.
void UpgradeFrom1(json& document) {
  document.emplace("errors_are_usage", false);
  document.emplace("notes", json::array());
  document.emplace("idle", "");
  document.at("environment").emplace("source", "");
  document.at("evidence").emplace("live", json::array());
  document.at("evidence").emplace("schedule", json::array());
  for (json& one : document.at("evidence").at("cases")) one.emplace("counters", json::object());
  for (json& row : document.at("rows")) {
    row.emplace("strict", "");
    row.emplace("mute", "");
    row.emplace("renamed_from", "");
    row.emplace("renamed_to", "");
    row.emplace("allowed", "");
    row.emplace("stored_origin", "");
    row.emplace("more_is_worse", row.at("comparison").get<std::string>().find(">=") == std::string::npos);
  }
}

// What schema 3 added: instructions and temporary allocations.
void UpgradeFrom2(json& document) {
  document.at("environment").emplace("instruction_key", "");
  for (json& one : document.at("evidence").at("cases")) {
    one.emplace("instructions", nullptr);
    one.emplace("instructions_absent", nullptr);
    one.emplace("instructions_at_least", nullptr);
    if (json& counted = one.at("allocations"); counted.is_object()) counted.emplace("temporary_allocations", nullptr);
  }
}

// What schema 4 added: sizes of libraries and types.
void UpgradeFrom3(json& document) {
  for (json& one : document.at("evidence").at("cases")) one.emplace("size", nullptr);
}

// What schema 5 added: comparisons of two builds.
void UpgradeFrom4(json& document) { document.emplace("against", ""); }

// What schema 6 added: every slice's time, and what becomes of time with the size of the input.
void UpgradeFrom5(json& document) {
  document.emplace("crossovers", json::array());
  for (json& row : document.at("rows")) row.emplace("bound", nullptr);
  json& evidence = document.at("evidence");
  evidence.emplace("growth", json::array());
  for (json& one : evidence.at("cases")) one.emplace("times", json::array());
  for (json& one : evidence.at("live")) {
    one.emplace("times", json::array());
    one.emplace("accepted_times", json::array());
  }
}

}  // namespace

std::string_view MetricOf(std::string_view comparison) {
  for (const std::string_view prefix : {kClaimPrefix, kAnchorPrefix}) {
    if (comparison.starts_with(prefix)) comparison.remove_prefix(prefix.size());
  }
  return comparison.substr(0, comparison.find_first_of(" <>"));
}

std::string CaseLabel(const Row& row) { return row.case_name.empty() ? "every case" : row.case_name; }

bool Blocks(const Row& row) {
  if (!row.mute.empty() || !row.allowed.empty()) return false;
  return Info(row.verdict).blocks || !row.strict.empty();
}

void SortWorstFirst(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    const int order = Rank(a.verdict) - Rank(b.verdict);
    return order != 0 ? order < 0 : a.case_name < b.case_name;
  });
}

bool IsAbsentLiveTime(const Row& row) {
  return row.comparison == kTime && row.verdict == Verdict::kNotMeasured && !Blocks(row);
}

bool NeedsNoAttention(const Row& row) {
  return row.verdict == Verdict::kOk || (row.verdict == Verdict::kNotMeasured && !Blocks(row));
}

std::string CountsInWords(const VerdictCounts& counts) {
  std::string text;
  for (const VerdictInfo& info : kVerdicts) {
    const int count = counts[static_cast<size_t>(info.verdict)];
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, info.word);
  }
  return text;
}

VerdictCounts Result::Counts() const {
  VerdictCounts counts{};
  for (const Row& row : rows) ++counts[static_cast<size_t>(row.verdict)];
  return counts;
}

int Result::ExitCode() const {
  std::vector<int> codes;
  if (!errors.empty()) codes.push_back(errors_are_usage ? kExitUsage : kExitError);
  // A size says nothing of what runs: where anything was to run, that must have been gated.
  std::set<std::string_view> sized;
  for (const CaseEvidence& one : evidence.cases) {
    if (one.size) sized.insert(one.case_name);
  }
  const bool only_sizes =
      std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return sized.contains(row.case_name); });
  bool gated = false;
  for (const Row& row : rows) {
    if (Blocks(row)) codes.push_back(Info(row.verdict).exit_code);
    if (sized.contains(row.case_name) && !only_sizes) continue;
    gated |= row.verdict == Verdict::kOk || row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved ||
             row.verdict == Verdict::kUnstable;
  }
  if (!gated && idle.empty()) codes.push_back(kExitUnmatched);
  return MostSevere(codes);
}

// Text that is not UTF-8 (a benchmark may say anything in an error) is replaced, never a reason to lose a result.
std::string ToJson(const Result& result) {
  return json(result).dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string ToCompactJson(const Result& result) {
  return json(result).dump(-1, ' ', false, json::error_handler_t::replace);
}

absl::StatusOr<Result> ResultFromJson(const std::string& text, const std::string& origin) {
  try {
    json document = json::parse(text);
    const int schema = document.at("schema").get<int>();
    if (schema > kResultSchema) {
      return absl::InvalidArgumentError(
          fmt::format("{}: written by a newer Pawl (schema {}, this one reads up to {}): update this checkout", origin,
                      schema, kResultSchema));
    }
    if (schema < 1) return absl::InvalidArgumentError(fmt::format("{}: there is no schema {}", origin, schema));
    if (schema < 2) UpgradeFrom1(document);
    if (schema < 3) UpgradeFrom2(document);
    if (schema < 4) UpgradeFrom3(document);
    if (schema < 5) UpgradeFrom4(document);
    if (schema < 6) UpgradeFrom5(document);
    document["schema"] = kResultSchema;
    return document.get<Result>();
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a result of Pawl, or damaged ({}): run the perf test again", origin, error.what()));
  }
}

}  // namespace pawl
