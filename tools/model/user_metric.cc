#include "tools/model/user_metric.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "tools/model/case_name.h"
#include "tools/model/scanner.h"

namespace pawl {
namespace {

constexpr std::string_view kGrammar =
    "A metric reads `[unit U,] higher|lower is better, [median|minimum|maximum|mean,] limit ...`, for example "
    "\"unit x, higher is better, limit -1%\" or \"unit us, lower is better, maximum, limit +25% and +2 us\"";

constexpr Aggregation kAggregations[] = {Aggregation::kMedian, Aggregation::kMinimum, Aggregation::kMaximum,
                                         Aggregation::kMean};

// What has been said so far.
struct Said {
  bool unit = false;
  bool polarity = false;
  bool aggregation = false;
};

absl::Status Twice(const Scanner& scanner, std::string_view what) {
  return scanner.Error(fmt::format("expected one {} only", what));
}

absl::Status ParseUnit(Scanner& scanner, Said& said, MetricInfo& info) {
  if (said.unit) return Twice(scanner, "unit");
  said.unit = true;
  const std::string_view unit = scanner.Unit();
  if (unit.empty()) return scanner.Error("expected a unit: letters, digits and _ / . -");
  const ScaledUnit scaled = ScaleOf(unit);
  info.unit = std::string(scaled.base);
  info.scale = scaled.factor;
  info.timed = HasTime(unit);
  return absl::OkStatus();
}

absl::Status ParsePolarity(Scanner& scanner, std::string_view word, Said& said, MetricInfo& info) {
  if (said.polarity) return Twice(scanner, "polarity");
  said.polarity = true;
  info.more_is_worse = word == "lower";
  const bool is = scanner.Word() == "is";
  if (!is || scanner.Word() != "better") return scanner.Error(fmt::format("expected `{} is better`", word));
  return absl::OkStatus();
}

absl::Status ParseOther(const Scanner& scanner, std::string_view word, Said& said, MetricInfo& info) {
  for (const Aggregation aggregation : kAggregations) {
    if (word != Word(aggregation)) continue;
    if (said.aggregation) return Twice(scanner, "aggregation");
    said.aggregation = true;
    info.aggregation = aggregation;
    return absl::OkStatus();
  }
  if (word == "sum") return scanner.Error("a sum would grow with the slices, whose number each run chooses for itself");
  const std::string nearest =
      Nearest(word, {"unit", "higher", "lower", "median", "minimum", "maximum", "mean", "limit"});
  return scanner.Error(
      fmt::format("unknown word \"{}\"{}", word, nearest.empty() ? "" : ", did you mean " + nearest + "?"));
}

// What claims and limits can spell, and what no row is called already.
absl::Status CheckName(std::string_view name, const Scanner& scanner) {
  const bool is_word =
      std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  if (name.empty() || !is_word) {
    return scanner.Error(
        fmt::format("the counter's name \"{}\" must consist of letters, digits and underscores", name));
  }
  if (name == "run" || FindMetric(BuiltInMetrics(), name) != nullptr) {
    return scanner.Error(fmt::format("{} is a name of Pawl's own: give the counter another one", name));
  }
  return absl::OkStatus();
}

}  // namespace

bool HasTime(std::string_view unit) {
  const size_t slash = unit.find('/');
  if (ScaleOf(unit.substr(0, slash)).base == "ns") return true;
  return slash != std::string_view::npos && HasTime(unit.substr(slash + 1));
}

absl::StatusOr<UserMetric> ParseUserMetric(std::string_view name, std::string_view text) {
  const std::string kind = fmt::format("metric {}:", name);
  Scanner scanner(kind, kGrammar, text);
  if (absl::Status status = CheckName(name, scanner); !status.ok()) return status;
  UserMetric metric;
  metric.info.name = std::string(name);
  metric.info.counter = true;
  Said said;
  std::string_view word = scanner.Word();
  for (; word != "limit"; word = scanner.Word()) {
    absl::Status status = word == "unit"                        ? ParseUnit(scanner, said, metric.info)
                          : word == "higher" || word == "lower" ? ParsePolarity(scanner, word, said, metric.info)
                                                                : ParseOther(scanner, word, said, metric.info);
    if (!status.ok()) return status;
    if (!scanner.Consume(",")) return scanner.Error("expected a comma: a metric ends with its limit");
  }
  if (!said.polarity) return scanner.Error("expected `higher is better` or `lower is better` before the limit");
  if (absl::Status status = ParseLimitParts(scanner, metric.info, metric.limit); !status.ok()) return status;
  if (!scanner.AtEnd()) return scanner.Error("unexpected text");
  return metric;
}

Metrics WithCounters(const std::vector<UserMetric>& declared) {
  Metrics metrics = BuiltInMetrics();
  for (const UserMetric& metric : declared) metrics.push_back(metric.info);
  return metrics;
}

}  // namespace pawl
