#ifndef PAWL_TOOLS_STATS_COUNTER_H_
#define PAWL_TOOLS_STATS_COUNTER_H_

#include <vector>

#include "tools/model/evidence.h"
#include "tools/model/metric.h"
#include "tools/model/sample.h"

namespace pawl::stats {

// One number from what slices said of a counter, in `metric`'s base unit: its aggregation over each process's slices
// first, then over processes, each of which counts once however many slices it ran. REQUIRES: `samples` is not empty.
CounterEvidence Counter(const std::vector<CounterSample>& samples, const MetricInfo& metric);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_COUNTER_H_
