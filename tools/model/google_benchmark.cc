#include "tools/model/google_benchmark.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/model/lenient_json.h"
#include "tools/model/name_parts.h"
#include "tools/model/scanner.h"

namespace pawl {
namespace {

using nlohmann::json;

constexpr int kSchema = 1;  // of the library's files; those before 1.8 name none
constexpr char kWriteAgain[] = "write it again with --benchmark_out=FILE --benchmark_out_format=json";

constexpr char kWithAll[] = "run it without --benchmark_report_aggregates_only and ReportAggregatesOnly()";

// What an entry has besides user counters.
const std::set<std::string_view>& KnownFields() {
  static const auto& fields = *new std::set<std::string_view>{"name",
                                                              "family_index",
                                                              "per_family_instance_index",
                                                              "run_name",
                                                              "run_type",
                                                              "repetitions",
                                                              "repetition_index",
                                                              "threads",
                                                              "aggregate_name",
                                                              "aggregate_unit",
                                                              "error_occurred",
                                                              "error_message",
                                                              "skipped",
                                                              "skip_message",
                                                              "iterations",
                                                              "real_time",
                                                              "cpu_time",
                                                              "time_unit",
                                                              "cpu_coefficient",
                                                              "real_coefficient",
                                                              "big_o",
                                                              "rms",
                                                              "label"};
  return fields;
}

std::optional<double> Number(const json& entry, const char* field) {
  const auto found = entry.find(field);
  if (found == entry.end() || !found->is_number()) return std::nullopt;
  const auto number = found->get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::string Text(const json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : "";
}

bool Flag(const json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_boolean() && found->get<bool>();
}

// As it stands in the file, or "absent".
std::string Shown(const json& entry, const char* field) {
  const auto found = entry.find(field);
  if (found == entry.end()) return "absent";
  if (found->is_string() && found->get<std::string>().size() <= kBareNumberSize) return "NaN, infinite or no number";
  return found->dump(-1, ' ', false, json::error_handler_t::replace);
}

// The clock that a name asks for.
Clock ClockOf(const std::string& case_name) {
  for (const NamePart& part : PartsOf(case_name)) {
    if (part.text == "real_time" || part.text == "manual_time" || part.key == "threads") return Clock::kWall;
  }
  return Clock::kCpu;
}

class Reader {
 public:
  explicit Reader(std::string origin) : origin_(std::move(origin)) {}

  absl::StatusOr<GoogleBenchmarkRun> Read(const json& document) {
    if (absl::Status status = ReadContext(document); !status.ok()) return status;
    const auto entries = document.find("benchmarks");
    if (entries == document.end() || !entries->is_array()) {
      return Error(R"(has no array "benchmarks", so it is no output of Google Benchmark)", kWriteAgain);
    }
    if (entries->empty()) return Error("\"benchmarks\" is empty: no benchmark ran", "look at its --benchmark_filter");
    for (size_t i = 0; i < entries->size(); ++i) {
      if (absl::Status status = ReadEntry((*entries)[i], i); !status.ok()) return status;
    }
    return Finish();
  }

 private:
  absl::Status Error(const std::string& what, const std::string& remedy) const {
    return absl::InvalidArgumentError(fmt::format("{}: {}: {}", origin_, what, remedy));
  }

  absl::Status ReadContext(const json& document) {
    if (!document.is_object()) return Error("is JSON, but no object", kWriteAgain);
    const auto context = document.find("context");
    if (context == document.end() || !context->is_object()) {
      return Error("has no object \"context\", so nobody knows what it was measured on", kWriteAgain);
    }
    for (const auto& [field, value] : context->items()) {
      run_.context[field] =
          value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    const std::optional<double> schema = Number(*context, "json_schema_version");
    if (!schema || *schema <= kSchema) return absl::OkStatus();
    return Error(fmt::format("its json_schema_version is {:g}, this Pawl reads {}", *schema, kSchema),
                 "update this checkout");
  }

  absl::Status ReadEntry(const json& entry, size_t index) {
    const std::string place = fmt::format("benchmarks[{}]", index);
    if (!entry.is_object()) return Error(place + " is no object", kWriteAgain);
    const std::string name = entry.contains("run_name") ? Text(entry, "run_name") : Text(entry, "name");
    if (name.empty()) return Error(place + " has no name", kWriteAgain);
    // Escaped: a name may hold what moves a terminal's cursor.
    const std::string escaped = json(name).dump(-1, ' ', true, json::error_handler_t::replace);
    const std::string where = fmt::format("{} ({})", place, escaped.substr(1, escaped.size() - 2));
    const std::string type = Text(entry, "run_type");
    if (type == "iteration") return ReadRepetition(entry, name, where);
    if (type == "aggregate") {
      const std::string aggregate = Text(entry, "aggregate_name");
      if (aggregate != "BigO" && aggregate != "RMS") CaseOf(name);
      return absl::OkStatus();
    }
    return Error(fmt::format("{}: run_type is {}, not iteration or aggregate", where, Shown(entry, "run_type")),
                 "Google Benchmark writes it since 1.5: use that or a newer one");
  }

  absl::Status ReadRepetition(const json& entry, const std::string& name, const std::string& where) {
    Repetitions& one = CaseOf(name);
    const std::optional<double> index = Number(entry, "repetition_index");
    if (index && !seen_.insert({name, *index}).second) {
      return Error(fmt::format("{}: repetition_index {:g} is there twice", where, *index),
                   "two benchmarks have this name, or files were put together: give each its own name");
    }
    ++repetitions_[name];
    if (Flag(entry, "error_occurred")) {
      const std::string message = Text(entry, "error_message");
      one.error = "SkipWithError: " + (message.empty() ? "no message" : message);
      return absl::OkStatus();
    }
    if (Flag(entry, "skipped")) {
      const std::string message = Text(entry, "skip_message");
      one.absent = "skipped: " + (message.empty() ? "no message" : message);
      return absl::OkStatus();
    }
    ReadCounters(entry, one);
    return ReadTime(entry, where, one);
  }

  absl::Status ReadTime(const json& entry, const std::string& where, Repetitions& one) {
    const char* const field = one.clock == Clock::kWall ? "real_time" : "cpu_time";
    if (!entry.contains(field)) return Error(fmt::format("{} has no {}", where, field), kWriteAgain);
    const std::string unit = entry.contains("time_unit") ? Text(entry, "time_unit") : "ns";
    const ScaledUnit scale = ScaleOf(unit);
    if (scale.base != "ns") {
      return Error(fmt::format("{}: time_unit is {}, not ns, us, ms or s", where, Shown(entry, "time_unit")),
                   kWriteAgain);
    }
    const std::optional<double> time = Number(entry, field);
    const double ns = time.value_or(0) * scale.factor;
    if (ns > 0 && std::isfinite(ns)) {
      one.ns.push_back(ns);
    } else if (!one.error) {
      one.error = fmt::format(
          "{} of {} is {}: no time of anything. Does the compiler remove the loop's body (DoNotOptimize), or does "
          "PauseTiming() pause more than runs?",
          field, where, Shown(entry, field));
    }
    return absl::OkStatus();
  }

  void ReadCounters(const json& entry, Repetitions& one) {
    for (const auto& [field, value] : entry.items()) {
      if (KnownFields().contains(field) || field.ends_with("_per_second")) continue;
      std::vector<double>& numbers = one.counters[field];
      if (const std::optional<double> number = Number(entry, field.c_str())) {
        numbers.push_back(*number);
      } else {
        one.lost_counters.emplace(
            field, fmt::format("{} in repetition {}", Shown(entry, field.c_str()), repetitions_[one.case_name]));
      }
    }
  }

  Repetitions& CaseOf(const std::string& name) {
    const auto [at, fresh] = places_.emplace(name, run_.cases.size());
    if (fresh) {
      Repetitions& one = run_.cases.emplace_back();
      one.case_name = name;
      one.clock = ClockOf(name);
    }
    return run_.cases[at->second];
  }

  absl::StatusOr<GoogleBenchmarkRun> Finish() {
    for (Repetitions& one : run_.cases) {
      const size_t repetitions = repetitions_[one.case_name];
      // Half of a case is none: what is missing may be what was slow.
      if (one.error || one.absent) {
        one.ns.clear();
        one.counters.clear();
        one.lost_counters.clear();
      }
      if (repetitions == 0) one.absent = fmt::format("only aggregates were written: {}", kWithAll);
      std::erase_if(one.counters, [&](const auto& counter) {
        const auto& [name, numbers] = counter;
        if (numbers.size() == repetitions) return false;
        one.lost_counters.emplace(name, fmt::format("set in {} of {} repetitions", numbers.size(), repetitions));
        return true;
      });
    }
    if (run_.cases.empty()) return Error("holds nothing but BigO and RMS", "look at its --benchmark_filter");
    const bool only_aggregates =
        std::all_of(repetitions_.begin(), repetitions_.end(), [](const auto& one) { return one.second == 0; });
    if (!only_aggregates) return std::move(run_);
    return Error("holds only aggregates, from which the single repetitions can't be told", kWithAll);
  }

  std::string origin_;
  GoogleBenchmarkRun run_;
  std::map<std::string, size_t> places_;  // of cases by name
  std::map<std::string, size_t> repetitions_;
  std::set<std::pair<std::string, double>> seen_;  // names with repetition indices
};

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string_view SkipSpace(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  return text;
}

}  // namespace

bool IsGoogleBenchmarkJson(std::string_view text) {
  text = SkipSpace(WithoutByteOrderMark(text));
  if (!text.starts_with('{')) return false;
  text = SkipSpace(text.substr(1));
  return text.starts_with("\"context\"") || text.starts_with("\"benchmarks\"");
}

absl::StatusOr<GoogleBenchmarkRun> ParseGoogleBenchmark(const std::string& text, const std::string& origin) {
  const absl::StatusOr<json> document = ParseLenientJson(text, origin, kWriteAgain);
  if (!document.ok()) return document.status();
  return Reader(origin).Read(*document);
}

}  // namespace pawl
