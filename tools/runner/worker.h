#ifndef PAWL_TOOLS_RUNNER_WORKER_H_
#define PAWL_TOOLS_RUNNER_WORKER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/sample.h"

namespace pawl {

struct WorkerCase {
  std::string name;
  Clock clock = Clock::kCpu;
};

// The size of a type that the benchmark records.
struct WorkerSize {
  std::string name;
  int64_t bytes = 0;
};

struct Slice {
  int64_t iterations = 0;
  double time_ns = 0;  // inside the loop, by the case's clock
  double call_ns = 0;  // wall time of the whole call, the benchmark's own set-up included
  std::map<std::string, double> counters =
      {};  // of the user, as Google Benchmark finishes them; may be NaN or infinite
};

// A worker: one process of a benchmark binary, alive until destroyed. Cases are named by their index in cases().
//
// Every call blocks until the worker has answered. A call fails with
//   * kFailedPrecondition if the case itself said no (it skipped itself); the worker lives on;
//   * kAborted if the worker is gone: exit, signal, time-out, or text that is no response. The message says which and
//     ends with what the worker last printed. Every later call fails alike.
// Not thread-safe.
class Worker {
 public:
  virtual ~Worker() = default;

  // What the worker said of itself at the start: compiler, library, architecture, optimized, sanitized, counter...
  virtual const std::map<std::string, std::string>& Facts() const = 0;
  virtual const std::vector<WorkerCase>& Cases() const = 0;
  virtual const std::vector<WorkerSize>& Sizes() const = 0;  // empty from workers before version 4

  // Runs exactly `iterations` after `warm_up` unmeasured ones, `stack_bytes` deeper in the stack.
  virtual absl::StatusOr<Slice> Run(size_t case_index, int64_t iterations, int64_t warm_up, int64_t stack_bytes) = 0;
  // Counts allocations of exactly `iterations`; only in a counting worker.
  virtual absl::StatusOr<AllocationCount> Count(size_t case_index, int64_t iterations) = 0;
  // Counts instructions of exactly `iterations`; only in a worker of kind kInstructions. Also fails with kDataLoss if
  // the instrument's file is missing, cut off or damaged: the message names it, and the worker lives on.
  virtual absl::StatusOr<InstructionCount> CountInstructions(size_t case_index, int64_t iterations) = 0;
  // What the case computes, as comparable bytes; nullopt if it declares no answer.
  virtual absl::StatusOr<std::optional<std::string>> Answer(size_t case_index) = 0;

  // From now on a copy of the process as it is serves all requests, until Release() makes what they left in it undone.
  // Fails with kFailedPrecondition if there can be no copy (an older worker, or one of several threads): the process
  // goes on serving. Not nested.
  virtual absl::Status Isolate() = 0;
  virtual absl::Status Release() = 0;

  // Confines the worker, and what is isolated afterwards, to one CPU, or frees it to use every CPU of this process.
  // Best effort. Not to be called between Isolate() and Release().
  virtual void PinTo(std::optional<int> cpu) = 0;
};

enum class WorkerKind {
  kTiming,        // from fresh copies of the binary and of the run's input files, so that what depends on where a
                  // file's pages are is drawn anew
  kCounting,      // with the allocation counter preloaded
  kInstructions,  // under valgrind, whose version is its fact `valgrind`
};

// Starts workers of one benchmark binary.
class WorkerFactory {
 public:
  virtual ~WorkerFactory() = default;
  // kUnavailable, with the cause and what to do, if what this kind of worker counts can't be counted here at all.
  virtual absl::StatusOr<std::unique_ptr<Worker>> Start(WorkerKind kind) = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_WORKER_H_
