#include "tools/stats/growth.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tools/model/name_parts.h"

namespace pawl::stats {
namespace {

constexpr size_t kFewestSizes = 3;  // two always lie on a line

std::optional<double> PositiveNumber(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end || !std::isfinite(number) || number <= 0) return std::nullopt;
  return number;
}

// Floors by size: of two cases with one size (n:1 and n:1.0), the first.
using Points = std::map<double, double>;

GrowthEvidence Fit(const std::string& series, const std::string& key, const Points& points) {
  GrowthEvidence growth{series, key, {}, {}};
  double x_mean = 0, y_mean = 0;
  for (const auto& [size, floor] : points) {
    growth.sizes.push_back(size);
    growth.floors_ns.push_back(floor);
    x_mean += std::log(size) / static_cast<double>(points.size());
    y_mean += std::log(floor) / static_cast<double>(points.size());
  }
  double xx = 0, xy = 0;
  for (const auto& [size, floor] : points) {
    xx += (std::log(size) - x_mean) * (std::log(size) - x_mean);
    xy += (std::log(size) - x_mean) * (std::log(floor) - y_mean);
  }
  growth.exponent = xy / xx;
  growth.coefficient = std::exp(y_mean - growth.exponent * x_mean);
  for (const auto& [size, floor] : points) {
    const double off = std::fabs(std::log(floor / growth.coefficient) - growth.exponent * std::log(size));
    growth.worst_factor = std::max(growth.worst_factor, std::exp(off));
  }
  return growth;
}

}  // namespace

std::vector<GrowthEvidence> FitGrowth(const std::vector<CaseEvidence>& cases) {
  using Series = std::pair<std::string, std::string>;  // name without the size, and its key
  std::map<Series, Points> points;
  std::vector<Series> order;
  for (const CaseEvidence& one : cases) {
    if (!one.time || !(one.time->floor_ns > 0)) continue;
    const std::vector<NamePart> parts = PartsOf(one.case_name);
    for (const NamePart& part : parts) {
      const std::optional<double> size = PositiveNumber(part.value);
      if (!size || part.key == kNameKey) continue;
      const auto [found, is_new] = points.try_emplace({NameWithout(parts, part.key), part.key});
      if (is_new) order.push_back(found->first);
      found->second.emplace(*size, one.time->floor_ns);
    }
  }
  std::vector<GrowthEvidence> growth;
  for (const Series& series : order) {
    const Points& of_series = points.at(series);
    if (of_series.size() >= kFewestSizes) growth.push_back(Fit(series.first, series.second, of_series));
  }
  return growth;
}

}  // namespace pawl::stats
