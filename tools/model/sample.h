#ifndef PAWL_TOOLS_MODEL_SAMPLE_H_
#define PAWL_TOOLS_MODEL_SAMPLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pawl {

// Which clock judges a case: thread CPU time, or wall time for cases that say UseRealTime, UseManualTime or Threads(n).
enum class Clock { kCpu, kWall };

// One slice: a burst of exactly `iterations` iterations of one case in one worker process.
struct Sample {
  int process = 0;         // counts the worker processes of a run from 0; the unit of replication
  int round = 0;           // counts within the process; slices of one round are neighbours in time
  int64_t iterations = 0;  // executed, all repetitions together; > 0
  double time_ns = 0;      // of the whole slice by the case's clock; > 0
};

// What one slice said of one user counter.
struct CounterSample {
  int process = 0;   // as in Sample
  double value = 0;  // as Google Benchmark finishes it; finite
};

// What the counter saw while a case ran `iterations` iterations.
struct AllocationCount {
  int64_t iterations = 0;
  int64_t allocations = 0;      // calls that returned a block: malloc family and operator new
  int64_t allocated_bytes = 0;  // as requested
  int64_t peak_bytes = 0;  // in-slice maximum of live bytes minus live bytes at its start; as the allocator rounds them
  int64_t grown_bytes = 0;  // live bytes at the end minus at the start; as the allocator rounds them
  // Of the allocations: freed before any other block was allocated or freed. nullopt: an older worker does not say.
  std::optional<int64_t> temporary_allocations = {};
  double time_ns = 0;  // of the loop, slowed by the counter; of the whole request where an older worker does not say
};

// n and 2n iterations of one case, from which the slope per iteration follows.
struct AllocationPair {
  AllocationCount n;
  AllocationCount twice_n;
};

// What callgrind saw while a case ran `iterations` iterations.
struct InstructionCount {
  int64_t iterations = 0;
  int64_t instructions = 0;                         // of all threads
  std::map<std::string, int64_t> by_function = {};  // the instructions of each function itself, by its demangled name
};

// n and 2n iterations of one case, from which the slope per iteration follows.
struct InstructionPair {
  InstructionCount n;
  InstructionCount twice_n;
};

// Everything the runner saw of one case. Exactly one of the error texts is set when something went wrong.
struct CaseSamples {
  std::string case_name;
  Clock clock = Clock::kCpu;
  int64_t iterations_per_slice = 0;  // frozen for the run by calibration; 0 until then
  int64_t working_set_bytes = 0;     // most memory that its first iteration held at once, fixture included; 0: unknown
  std::vector<Sample> slices;
  std::map<std::string, std::vector<CounterSample>> counters;  // by name; of the slices that set them
  std::vector<AllocationPair> allocations;                     // repeats of the same measurement
  std::optional<std::string> allocations_absent;               // why allocations could not be counted here
  std::vector<InstructionPair> instructions;                   // repeats of the same measurement
  std::optional<std::string> instructions_absent;              // why instructions could not be counted here
  std::optional<int64_t> instructions_at_least;                // of one iteration, where these are too many to count
  std::optional<std::string> error;  // crash, skip, answers differ, dead code; no time is valid then
  std::vector<std::string> warnings;
};

// One slice of one side of a live comparison.
struct SideSlice {
  int group = 0;  // counts groups of processes that were alive together, from 0; the unit of replication
  int round = 0;  // counts within the group; slices of one round are neighbours in time
  int side = 0;
  int64_t iterations = 0;
  double time_ns = 0;  // of the whole slice by the case's clock; > 0
};

// One benchmark on all sides of a live comparison.
struct LaneSamples {
  std::string name;
  Clock clock = Clock::kCpu;
  int64_t iterations_per_slice = 0;  // the same on every side; 0 until calibrated
  std::vector<SideSlice> slices;
  std::optional<std::string> error;  // names the side; no time is valid then
  std::vector<std::string> warnings;
  std::optional<int> failed_side = {};  // whose failure `error` is
};

// How one group of processes was run. Together with the seed it makes a run repeatable.
struct GroupSchedule {
  int cpu = 0;                   // that every process of the group was pinned to
  std::vector<int> start_order;  // sides, in the order in which their processes started
};

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_SAMPLE_H_
