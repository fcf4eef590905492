#ifndef PAWL_TOOLS_MODEL_EVIDENCE_H_
#define PAWL_TOOLS_MODEL_EVIDENCE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/model/metric.h"
#include "tools/model/sample.h"

namespace pawl {

// Allocations of one iteration, from the slope between n and 2n iterations; rational when an allocation is shared by
// several iterations. Each number is the largest over the repeats of the same measurement.
struct AllocationEvidence {
  double allocations = 0;
  double allocated_bytes = 0;  // as requested
  double leaked_bytes = 0;     // growth of live bytes per iteration, as the allocator rounds them
  double peak_bytes = 0;       // of a slice, not per iteration
  // Metrics that differed between repeats -> the smallest number seen. The allocator rounds a block by the state of its
  // heap, so bytes may differ by a size class or two where nothing in the code does.
  std::map<std::string, double, std::less<>> smallest;
  // Those of the allocations whose block was freed before any other was allocated or freed: a buffer on the stack, or
  // one kept, would have done. For information: no limit is on them. nullopt: not counted.
  std::optional<double> temporary_allocations = {};
};

// What the repeats of one counted metric gave.
struct CountedRange {
  double smallest = 0;
  double largest = 0;
};

// Time of one iteration by the case's clock.
struct TimeEvidence {
  double floor_ns = 0;   // minimum over processes of each process's 10th percentile of slices
  double median_ns = 0;  // over all slices: shown, never judged
  int processes = 0;
  int slices = 0;
};

// What a case's slices said of one user counter.
struct CounterEvidence {
  double value = 0;     // one number of all processes, aggregated as declared; the median of an undeclared one
  std::string unit;     // base unit, in which the numbers are; empty for an undeclared counter
  double smallest = 0;  // of all slices; equal to `largest` if every slice gave the same number
  double largest = 0;
  int processes = 0;  // with a slice that set it; > 0
};

// The size of what is built and never run: a library, a type.
struct SizeEvidence {
  std::string metric;            // binary_size or sizeof
  std::optional<int64_t> bytes;  // nullopt: could not be told here
  std::string absent = {};       // why
};

// The slices of one process in the order in which they ran, for whoever wants to see every sample or judge them anew.
struct ProcessTimes {
  int process = 0;         // as in Sample; of a live comparison, the group of processes
  std::vector<double> ns;  // per iteration by the case's clock, to kTimeDigits significant digits
};
inline constexpr int kTimeDigits = 6;

// What was seen of a case, or, if it has a `size`, of a sized thing, which is a case in all but being run.
struct CaseEvidence {
  std::string case_name;
  Clock clock = Clock::kCpu;
  int64_t iterations_per_slice = 0;
  std::optional<AllocationEvidence> allocations;
  std::optional<std::string> allocations_absent;
  std::optional<TimeEvidence> time;
  std::map<std::string, CounterEvidence> counters;  // of the user, by name; those that the case sets
  std::optional<std::string> error = {};
  std::vector<std::string> warnings = {};
  std::optional<CountedRange> instructions = {};  // per iteration, from the slope between n and 2n iterations
  std::optional<std::string> instructions_absent = {};
  std::optional<double> instructions_at_least = {};  // per iteration, where there are too many to count them all
  std::optional<SizeEvidence> size = {};             // then all else but name and error is empty
  std::vector<ProcessTimes> times = {};              // of each process that timed it
};

// The metrics that are compared exactly: CountedMetrics() of a case that runs, the one of its size of any other.
Metrics ExactMetrics(const CaseEvidence& evidence);

// What was counted of a case for one of its ExactMetrics(); nullopt if it could not be, or for any other metric that
// is counted.
std::optional<CountedRange> Counted(const CaseEvidence& evidence, std::string_view metric);

// Why it was not.
std::string WhyNotCounted(const CaseEvidence& evidence, std::string_view metric);

// Two cases timed in the same rounds of the same processes. The vectors run parallel, one entry per process in the
// order in which the processes ran.
struct PairEvidence {
  std::string contender;
  std::string reference;
  std::vector<double> log_ratios;  // interquartile mean over rounds of log(contender / reference)
  std::vector<double> contender_floors_ns;
  std::vector<double> reference_floors_ns;
};

// Who takes part in a live comparison, by the number of its side. Further sides are other layouts of the contender.
enum LiveSide : int {
  kAcceptedSide = 0,    // what is compared against
  kContenderSide = 1,   // the build that is judged
  kSecondCopySide = 2,  // the accepted binary once more: the null control
  kFirstLayoutSide = 3,
};

// One case of two builds, timed in the same rounds of process pairs. All log-ratios are interquartile means over rounds
// of log(side / accepted), one per process pair in the order in which the pairs ran.
struct LiveEvidence {
  std::string case_name;
  bool identical = false;                    // both sides are the same bytes: a null control, which no code can fail
  std::vector<double> log_ratios = {};       // of the contender
  std::vector<double> null_log_ratios = {};  // of a second copy of the accepted binary; only in pairs that had one
  std::vector<std::vector<double>> layout_log_ratios = {};  // of each other layout of the contender; empty until needed
  int64_t iterations_per_slice = 0;                         // the same on both sides
  std::optional<std::string> error = {};                    // names the side
  std::vector<ProcessTimes> times = {};                     // of the contender
  std::vector<ProcessTimes> accepted_times = {};
};

// How the time of one implementation grows with the size of its input: floor_ns is about coefficient * size^exponent.
// A straight line through logarithms, so a small input counts as much as a large one.
struct GrowthEvidence {
  std::string series;         // the cases' names without the size: "checksum/Crc32c/impl:optimized"
  std::string key;            // the part of the names that is the size: "bytes"
  std::vector<double> sizes;  // ascending, at least three
  std::vector<double> floors_ns;
  double coefficient = 0;
  double exponent = 0;
  double worst_factor = 1;  // by which a floor is off the line, upward or downward
};

struct Evidence {
  std::vector<CaseEvidence> cases;
  std::vector<PairEvidence> pairs;
  std::vector<LiveEvidence> live = {};       // empty without an accepted binary
  std::vector<GroupSchedule> schedule = {};  // of the live pairs
  std::vector<GrowthEvidence> growth = {};
};

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_EVIDENCE_H_
