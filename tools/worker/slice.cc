#include "tools/worker/slice.h"

#include <alloca.h>

#include <sstream>
#include <string_view>

#include "benchmark/benchmark.h"

namespace pawl {
namespace {

class SliceReporter : public benchmark::BenchmarkReporter {
 public:
  explicit SliceReporter(Clock clock) : clock_(clock) {}

  bool ReportContext(const Context& /*context*/) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      if (run.skipped != benchmark::internal::NotSkipped) {
        outcome_.error = "the benchmark skipped itself: " + run.skip_message;
        continue;
      }
      const double seconds = clock_ == Clock::kCpu ? run.cpu_accumulated_time : run.real_accumulated_time;
      outcome_.time_ns += seconds * 1e9;
      outcome_.iterations += run.iterations;
      ++runs_;
      for (const auto& [name, counter] : run.counters) outcome_.counters[name] += counter.value;
    }
  }

  SliceOutcome Outcome() const {
    SliceOutcome outcome = outcome_;
    if (outcome.error.empty() && outcome.iterations <= 0) outcome.error = "the benchmark ran no iteration";
    for (auto& [name, value] : outcome.counters) value /= runs_;
    return outcome;
  }

 private:
  Clock clock_;
  SliceOutcome outcome_;  // counters: sums over runs
  int runs_ = 0;
};

// Google Benchmark reads its flags only through Initialize, which may be called again and again.
void SetFlag(std::string flag) {
  char program[] = "worker";
  char* argv[] = {program, flag.data(), nullptr};
  int argc = 2;
  benchmark::Initialize(&argc, argv);
}

std::string ExactFilter(std::string_view name) {
  // Of POSIX extended expressions, which the library compiles; "]" and "}" alone are not special, and their escape is
  // refused.
  constexpr std::string_view kSpecial = R"(\^$.|?*+()[{)";
  std::string filter = "^";
  for (char c : name) {
    if (kSpecial.find(c) != std::string_view::npos) filter += '\\';
    filter += c;
  }
  return filter + "$";
}

// The library appends these parts to the names of benchmarks that are not judged by one thread's CPU time.
Clock ClockOf(std::string_view name) {
  for (std::string_view part : {"/real_time", "/manual_time", "/threads:"}) {
    if (name.find(part) != std::string_view::npos) return Clock::kWall;
  }
  return Clock::kCpu;
}

__attribute__((noinline)) void RunMatching(benchmark::BenchmarkReporter& reporter, const std::string& filter,
                                           int64_t stack_bytes) {
  void* offset = alloca(static_cast<size_t>(stack_bytes) + 1);
  benchmark::DoNotOptimize(offset);
  benchmark::RunSpecifiedBenchmarks(&reporter, filter);
}

}  // namespace

std::vector<RegisteredCase> ListCases() {
  std::ostringstream names;
  SliceReporter reporter(Clock::kCpu);
  reporter.SetOutputStream(&names);
  SetFlag("--benchmark_list_tests=true");
  benchmark::RunSpecifiedBenchmarks(&reporter, ".");
  SetFlag("--benchmark_list_tests=false");
  std::vector<RegisteredCase> cases;
  std::istringstream lines(names.str());
  for (std::string line; std::getline(lines, line);) cases.push_back({line, ClockOf(line)});
  return cases;
}

void RunNothing() {
  constexpr char kName[] = "pawl/nothing";
  benchmark::RegisterBenchmark(kName, [](benchmark::State& state) { state.SkipWithMessage("it does nothing"); });
  RunSlice({kName, Clock::kCpu}, 1, 0);
}

SliceOutcome RunSlice(const RegisteredCase& registered, int64_t n, int64_t stack_bytes) {
  SetFlag("--benchmark_min_time=" + std::to_string(n) + "x");
  SliceReporter reporter(registered.clock);
  RunMatching(reporter, ExactFilter(registered.name), stack_bytes);
  return reporter.Outcome();
}

}  // namespace pawl
