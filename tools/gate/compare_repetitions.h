#ifndef PAWL_TOOLS_GATE_COMPARE_REPETITIONS_H_
#define PAWL_TOOLS_GATE_COMPARE_REPETITIONS_H_

#include "tools/gate/compare_stored.h"
#include "tools/model/google_benchmark.h"

namespace pawl {

// CompareStored() of two runs of Google Benchmark: one process each, one after the other. The exact rank test is shown
// with every time, and decides none: it asks whether two processes were alike, and those of identical code are unlike
// in 58 to 82 % of such comparisons on a shared machine. Runs on other CPUs, or with another build of the library, are
// `incomparable`.
StoredComparison CompareRepetitions(const GoogleBenchmarkRun& before, const GoogleBenchmarkRun& now);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_COMPARE_REPETITIONS_H_
