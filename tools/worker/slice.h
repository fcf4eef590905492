#ifndef PAWL_TOOLS_WORKER_SLICE_H_
#define PAWL_TOOLS_WORKER_SLICE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/model/sample.h"

namespace pawl {

// One registered benchmark, by the name that Google Benchmark gives it.
struct RegisteredCase {
  std::string name;
  Clock clock = Clock::kCpu;
};

// Every registered benchmark in registration order. Asks the library, so generated names (arguments, threads) are
// whole.
std::vector<RegisteredCase> ListCases();

struct SliceOutcome {
  int64_t iterations = 0;  // that really ran: ->Iterations() wins over n, ->Repetitions() multiplies it
  double time_ns = 0;      // inside the loop, by the case's clock
  // User counters as the library reports them: rates, averages and inversions applied, threads joined; the mean over
  // repetitions. May be NaN or infinite.
  std::map<std::string, double> counters;
  std::string error;  // the benchmark skipped itself or did not run; empty if it ran
};

// Runs `registered` for exactly `n` iterations through Google Benchmark's public API. The stack grows by `stack_bytes`
// first, which moves the benchmark's frames. About 10 us beside 20 registered cases. Not thread-safe.
SliceOutcome RunSlice(const RegisteredCase& registered, int64_t n, int64_t stack_bytes);

// Registers a benchmark that skips itself, which ListCases() lists from then on, and runs it: afterwards the library
// has done what it does once per process.
void RunNothing();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_SLICE_H_
