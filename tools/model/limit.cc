#include "tools/model/limit.h"

#include <cmath>
#include <optional>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr std::string_view kGrammar =
    "A limit reads `metric +percent% [and +amount]`, for example \"allocated_bytes +1% and +64 B\", \"peak_bytes +2%\" "
    "or \"allocations +0\", or `time theta percent% margin percent%`";

constexpr double kWidest = 0.5;

// A number with a percent sign, as a share.
std::optional<double> Percent(Scanner& scanner) {
  const std::optional<double> number = scanner.Number();
  if (!number || !scanner.Consume("%")) return std::nullopt;
  return *number / 100;
}

absl::Status ParseTime(Scanner& scanner, Limit& limit) {
  if (!scanner.Consume("theta ")) return scanner.Error("expected `theta`: live time is decided by a sequential test");
  const std::optional<double> theta = Percent(scanner);
  if (!theta || *theta <= 0) return scanner.Error("expected a percentage above 0");
  if (!scanner.Consume("margin ")) return scanner.Error("expected `margin`");
  const std::optional<double> margin = Percent(scanner);
  if (!margin || *margin <= *theta) return scanner.Error("expected a percentage above theta");
  if (*margin > kWidest) return scanner.Error("a margin wider than 50% would call any change unchanged");
  limit.relative = *theta;
  limit.margin = *margin;
  return absl::OkStatus();
}

struct Parts {
  std::optional<double> relative;
  std::optional<double> absolute;
};

// One of `+R%` and `+A [unit]`, each at most once.
absl::Status ParsePart(Scanner& scanner, const MetricInfo& metric, Parts& parts) {
  const std::string_view sign = metric.more_is_worse ? "+" : "-";
  if (!scanner.Consume(sign)) {
    return scanner.Error(
        fmt::format("expected {}: {} of {} is worse", sign, metric.more_is_worse ? "more" : "less", metric.name));
  }
  std::optional<double> number = scanner.Number();
  if (!number) return scanner.Error("expected a number");
  const bool percent = scanner.Consume("%");
  if (percent) {
    *number /= 100;
  } else if (const std::optional<double> unit = scanner.UnitOf(metric.unit)) {
    *number *= *unit;
  } else if (metric.scale != 1 && *number != 0) {
    return scanner.Error(fmt::format("expected a unit: {} does not count in {}", metric.name, metric.unit));
  }
  if (!std::isfinite(*number)) return scanner.Error("the number is too large");
  if (percent && *number > kWidest && metric.name != kTimeRatio) {
    return scanner.Error("wider than 50%: a change that large would pass unseen. Narrow it, or mute what is noisy");
  }
  std::optional<double>& part = percent ? parts.relative : parts.absolute;
  if (part) return scanner.Error("expected one percentage and one amount at most");
  part = number;
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseLimitParts(Scanner& scanner, const MetricInfo& metric, Limit& limit) {
  limit.metric = metric.name;
  limit.more_is_worse = metric.more_is_worse;
  limit.text = fmt::format("{} {}", metric.name, scanner.Rest());
  if (limit.metric == kTime) return ParseTime(scanner, limit);
  Parts parts;
  do {
    if (absl::Status status = ParsePart(scanner, metric, parts); !status.ok()) return status;
  } while (scanner.Consume("and "));
  limit.relative = parts.relative.value_or(0);
  limit.absolute = parts.absolute.value_or(0);
  return absl::OkStatus();
}

absl::StatusOr<Limit> ParseLimit(std::string_view text, const Metrics& metrics) {
  Scanner scanner("limit", kGrammar, text);
  const std::string_view name = scanner.Word();
  const MetricInfo* metric = FindMetric(metrics, name);
  if (metric == nullptr) return scanner.Error(UnknownMetric(name, MetricNames(metrics)));
  Limit limit;
  if (absl::Status status = ParseLimitParts(scanner, *metric, limit); !status.ok()) return status;
  if (!scanner.AtEnd()) return scanner.Error("unexpected text");
  limit.text = std::string(text);
  return limit;
}

bool Exceeds(const Limit& limit, double stored, double current) {
  const double worse = limit.more_is_worse ? current - stored : stored - current;
  return worse > limit.relative * std::abs(stored) && worse > limit.absolute;
}

}  // namespace pawl
