#ifndef PAWL_TOOLS_RUNNER_HARDWARE_COUNTERS_H_
#define PAWL_TOOLS_RUNNER_HARDWARE_COUNTERS_H_

#include "absl/status/status.h"

namespace pawl {

// Whether this process can count its own instructions by the CPU's performance counters: opens such a counter, executes
// a loop, and reads it. kUnavailable, with the cause and what to do if anything can be done, if it can't be opened;
// kDataLoss if it counts nothing, as some virtual machines' do.
absl::Status TryHardwareCounters();

// What perf_event_open() failing with this errno means.
absl::Status ExplainCounterError(int error);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_HARDWARE_COUNTERS_H_
