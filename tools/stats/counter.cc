#include "tools/stats/counter.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

double Aggregated(const std::vector<double>& values, Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::kMinimum:
      return *std::min_element(values.begin(), values.end());
    case Aggregation::kMaximum:
      return *std::max_element(values.begin(), values.end());
    case Aggregation::kMean: {
      // Equal values have exactly their value as mean: no sum's rounding may make a constant counter differ from what
      // was stored for it.
      if (std::equal(values.begin() + 1, values.end(), values.begin())) return values.front();
      return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    }
    case Aggregation::kMedian:
      break;
  }
  return Median(values);
}

}  // namespace

CounterEvidence Counter(const std::vector<CounterSample>& samples, const MetricInfo& metric) {
  std::map<int, std::vector<double>> by_process;
  std::vector<double> all;
  for (const CounterSample& sample : samples) {
    all.push_back(sample.value * metric.scale);
    by_process[sample.process].push_back(all.back());
  }
  std::vector<double> of_processes;
  for (const auto& [process, values] : by_process) of_processes.push_back(Aggregated(values, metric.aggregation));
  CounterEvidence evidence;
  evidence.value = Aggregated(of_processes, metric.aggregation);
  evidence.unit = metric.unit;
  evidence.smallest = Aggregated(all, Aggregation::kMinimum);
  evidence.largest = Aggregated(all, Aggregation::kMaximum);
  evidence.processes = static_cast<int>(of_processes.size());
  return evidence;
}

}  // namespace pawl::stats
