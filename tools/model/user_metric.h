#ifndef PAWL_TOOLS_MODEL_USER_METRIC_H_
#define PAWL_TOOLS_MODEL_USER_METRIC_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/limit.h"
#include "tools/model/metric.h"

namespace pawl {

// A counter that a benchmark sets (`state.counters["compression_ratio"] = 2.7`), declared as a metric in its perf_test:
//
//   metrics = {
//       "compression_ratio": "unit x, higher is better, limit -1%",
//       "p99": "unit us, lower is better, maximum, limit +25% and +2 us",
//   }
//
// The parts stand in any order but the limit, which is last:
//   unit U                            optional; B to GiB and ns to s are scaled, all others are printed after the
//   number higher is better, lower is better needed median, minimum, maximum, mean    optional; median if none stands
//   there limit                             needed; as in limit.h, for every case that has no limit of its own
//
// A unit of time, alone or as a part (B/s, us/frame), makes the number depend on the machine: its records are compared
// on the same class of machine only, and it is only as good as its noise. A counter that grows with the iterations,
// which each run chooses for itself, says nothing unless it is averaged (benchmark::Counter::kAvgIterations).
struct UserMetric {
  MetricInfo info;
  Limit limit;
};

// Parses the declaration of the counter `name`. Pure. Errors name the metric, the position and what was expected there;
// Pawl's own metrics can't be declared again.
absl::StatusOr<UserMetric> ParseUserMetric(std::string_view name, std::string_view text);

// Whether the unit is one of time, or has one as a part: B/s, us/frame. Pure.
bool HasTime(std::string_view unit);

// Pawl's own metrics and the declared ones: what claims, limits and records may speak of.
Metrics WithCounters(const std::vector<UserMetric>& declared);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_USER_METRIC_H_
