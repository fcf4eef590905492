#ifndef PAWL_TOOLS_DOCTOR_INSTRUMENTS_H_
#define PAWL_TOOLS_DOCTOR_INSTRUMENTS_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/runner/profiler.h"
#include "tools/runner/worker.h"

namespace pawl {

// Each instrument, tried on a kernel whose cost is known: what it says of itself, or why it can't be used here and what
// to do. kUnknown: it was not tried.
struct Instruments {
  absl::StatusOr<std::string> workers;  // "gcc12.2.0": what built them
  absl::Status allocations;
  absl::StatusOr<std::string> instructions;  // "valgrind 3.19.0"
  absl::StatusOr<std::string> call_sites;    // "heaptrack 1.4.0"
  absl::Status library_sizes;
  absl::Status hardware_counters;
};

// What takes part in the trial. All borrowed.
struct Trial {
  WorkerFactory* workers = nullptr;  // of kernels_bench
  Profiler* heap = nullptr;          // heaptrack on kernels_bench
  std::filesystem::path binary;      // kernels_bench itself, for its size
  std::string search_path;           // PATH
  std::filesystem::path folder;      // an existing private one
};

// All of them kUnknown.
Instruments NotTried(const std::string& why);

// Takes two or three seconds, most of them valgrind's and heaptrack's.
Instruments TryInstruments(const Trial& trial);

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_INSTRUMENTS_H_
