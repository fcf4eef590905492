#include "tools/model/metric.h"

#include <algorithm>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/case_name.h"

namespace pawl {

std::string_view Word(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::kMedian:
      return "median";
    case Aggregation::kMinimum:
      return "minimum";
    case Aggregation::kMaximum:
      return "maximum";
    case Aggregation::kMean:
      return "mean";
  }
  return "";
}

const Metrics& BuiltInMetrics() {
  static const auto& metrics = *new Metrics{
      {.name = std::string(kTime), .unit = "ns", .timed = true},
      {.name = std::string(kTimeRatio), .unit = "x", .timed = true},
      {.name = std::string(kAllocations), .unit = ""},
      {.name = std::string(kAllocatedBytes), .unit = "B"},
      {.name = std::string(kPeakBytes), .unit = "B"},
      {.name = std::string(kLeakedBytes), .unit = "B"},
      {.name = std::string(kInstructions), .unit = ""},
      {.name = std::string(kBinarySize), .unit = "B", .size = true},
      {.name = std::string(kSizeof), .unit = "B", .size = true},
  };
  return metrics;
}

const Metrics& CountedMetrics() {
  static const auto& metrics = *new auto([] {
    Metrics counted = BuiltInMetrics();
    std::erase_if(counted, [](const MetricInfo& metric) { return metric.timed || metric.size; });
    return counted;
  }());
  return metrics;
}

const MetricInfo* FindMetric(const Metrics& metrics, std::string_view name) {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const MetricInfo& metric) { return metric.name == name; });
  return found == metrics.end() ? nullptr : &*found;
}

std::string UnknownMetric(std::string_view name, const std::vector<std::string>& known) {
  const std::string nearest = Nearest(name, known);
  return fmt::format("unknown metric \"{}\"{} known are {}", name,
                     nearest.empty() ? ";" : ", did you mean \"" + nearest + "\"?;", fmt::join(known, ", "));
}

std::vector<std::string> MetricNames(const Metrics& metrics) {
  std::vector<std::string> names;
  for (const MetricInfo& metric : metrics) names.push_back(metric.name);
  return names;
}

}  // namespace pawl
