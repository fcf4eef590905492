#ifndef PAWL_TOOLS_GATE_COMPARE_STORED_H_
#define PAWL_TOOLS_GATE_COMPARE_STORED_H_

#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/google_benchmark.h"
#include "tools/model/result.h"

namespace pawl {

// What one file holds: a run of Pawl, or one of Google Benchmark.
using StoredRun = std::variant<Result, GoogleBenchmarkRun>;

// How two stored runs compare. Rows and sentences call the earlier one A and the later one B.
struct StoredComparison {
  std::vector<Row> rows;              // worst first; `stored` is A's number, `current` B's; none is dropped
  std::vector<std::string> warnings;  // what else differs, or spoils both
  std::vector<std::string> notes;     // what the files are not
  std::vector<std::string> errors;    // of a run that failed as a whole
};

// Whether `run` holds numbers that can be compared at all: a result may have been edited by hand. InvalidArgument names
// `origin`, the case and the number.
absl::Status CheckStored(const StoredRun& run, const std::string& origin);

// Compares without measuring. Pure. Swapped sides give the inverse ratios and the mirrored verdicts. O(n log n) in the
// number of cases.
//
// All of A ran before all of B, so whatever the machine did in between looks like a change of the code. That bounds
// what a time can say (docs/methods.md, "Stored results against each other"):
//   * a time ratio of two implementations, of which Pawl kept the floors over fresh processes, is judged by the gate's
//     coarse rule: 8 processes on both sides to be calm, 48 on both to be red, the same time key;
//   * any other time is shown and `unstable`, whatever the test says: repetitions of one process are one observation;
//   * what was counted is compared exactly, by the limits of B's rows, under the same keys;
//   * user counters that B's perf_test declares are compared by its limit where they are exact in enough processes; all
//     others are `ok` where all values are equal, and otherwise shown.
// Equal times are `ok`, too: they are the same numbers, unless nothing else decides. REQUIRES: CheckStored() of both.
StoredComparison CompareStored(const StoredRun& before, const StoredRun& now);

// Makes everything block (Row::strict), and equal numbers unstable, if no count and no ratio was decided:
// user counters, equal times, and sizes beside what runs are no pass by themselves.
void BlockIfNothingIsDecided(std::vector<Row>& rows);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_COMPARE_STORED_H_
