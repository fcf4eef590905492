#ifndef PAWL_TOOLS_MODEL_METRIC_H_
#define PAWL_TOOLS_MODEL_METRIC_H_

#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// The names of Pawl's own metrics, in claims, limits, stored records and rows.
inline constexpr std::string_view kTime = "time";
inline constexpr std::string_view kTimeRatio = "time_ratio";  // implementation / baseline implementation, of floors
inline constexpr std::string_view kAllocations = "allocations";
inline constexpr std::string_view kAllocatedBytes = "allocated_bytes";
inline constexpr std::string_view kPeakBytes = "peak_bytes";
inline constexpr std::string_view kLeakedBytes = "leaked_bytes";
inline constexpr std::string_view kInstructions = "instructions";
inline constexpr std::string_view kBinarySize = "binary_size";  // text and data of a library
inline constexpr std::string_view kSizeof = "sizeof";           // of a type

// How the values that slices gave to a user counter become one number: first over the slices of each process, then over
// the processes, since those are what repeats. No sum: it would grow with the slices, whose number the run chooses.
enum class Aggregation { kMedian, kMinimum, kMaximum, kMean };

std::string_view Word(Aggregation aggregation);  // "median", ...

// What is known of a metric before anything is measured: one entry for each of Pawl's own, and one for each user
// counter that a perf_test declares.
struct MetricInfo {
  std::string name;           // letters, digits and underscores
  std::string unit;           // base unit: "" (a count), "B", "x" (a ratio), "ns", or a word of the user's
  bool more_is_worse = true;  // which way is the wrong one
  bool timed = false;         // depends on the machine, too: its records carry the time key, all others the build key
  bool counter = false;       // a user counter; the rest speaks of no other
  double scale = 1;           // base units in the unit that the benchmark counts in: 1000 where it counts us
  Aggregation aggregation = Aggregation::kMedian;
  bool size = false;  // of what is built and never run; all others are of cases that run
};

// The one list that gate, accept, claims, limits and views ask: Pawl's own metrics, then the user's.
using Metrics = std::vector<MetricInfo>;

const Metrics& BuiltInMetrics();

// Those of Pawl's own that are counted while a case runs, hence compared exactly: by the allocation counter or by
// callgrind.
const Metrics& CountedMetrics();

// The metric of this name, or nullptr. Borrowed from `metrics`.
const MetricInfo* FindMetric(const Metrics& metrics, std::string_view name);

// 'unknown metric "alocations", did you mean "allocations"?; known are time, time_ratio, ...'
std::string UnknownMetric(std::string_view name, const std::vector<std::string>& known);
std::vector<std::string> MetricNames(const Metrics& metrics);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_METRIC_H_
