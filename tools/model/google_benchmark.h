#ifndef PAWL_TOOLS_MODEL_GOOGLE_BENCHMARK_H_
#define PAWL_TOOLS_MODEL_GOOGLE_BENCHMARK_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/sample.h"

namespace pawl {

// What Google Benchmark 1.5 to 1.9 writes with --benchmark_out=FILE --benchmark_out_format=json, of any project.

// One case of such a run with all its repetitions.
struct Repetitions {
  std::string case_name;  // run_name: with arguments, without the suffix of an aggregate
  // By which it is judged: wall where it says UseRealTime(), UseManualTime() or Threads(n), as everywhere in Pawl.
  Clock clock = Clock::kCpu;
  std::vector<double> ns;  // of one iteration by `clock`, in the order of the repetitions; each finite and > 0
  // User counters, one finite number per repetition. Without rates per second, which are the time once more.
  std::map<std::string, std::vector<double>> counters;
  std::map<std::string, std::string> lost_counters = {};  // those without, by name: why
  std::optional<std::string> error;   // why it has no times: SkipWithError(), or a time that is none
  std::optional<std::string> absent;  // why it has none and that is no fault: skipped, or only aggregates were written
};

struct GoogleBenchmarkRun {
  std::map<std::string, std::string> context;  // by field, as text: date, host_name, num_cpus, ...
  std::vector<Repetitions> cases;              // in the file's order; names are unique; at least one
};

// Whether the text begins as such a file does, with the key "context" or "benchmarks", which nothing of Pawl's has.
// Also true for one that is cut off. O(1) time.
bool IsGoogleBenchmarkJson(std::string_view text);

// Parses such a file; `origin` names it in errors. Aggregates, BigO and RMS are left out: they can be worked out from
// the repetitions, and not the other way round. NaN and Infinity, which the library writes though JSON has none, are
// read. Errors name the line or the entry, its value and the way out. O(size) time, some 10 times the size in memory.
// Pure.
absl::StatusOr<GoogleBenchmarkRun> ParseGoogleBenchmark(const std::string& text, const std::string& origin);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_GOOGLE_BENCHMARK_H_
