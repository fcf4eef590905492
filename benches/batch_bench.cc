#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "benchmark/benchmark.h"
#include "impls/batch/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using batch::Impls;
using batch::Report;
namespace corpus = batch::corpus;

// Of the seed's BatchProcessor(50, 4).
constexpr size_t kWorkers = 4;

// One for each processor, and one for each run.
const int kProcessorSize = pawl::RecordSizeof<batch::Optimized>("batch/Processor/impl:optimized");
const int kReportSize = pawl::RecordSizeof<batch::Report>("batch/Report");

template <typename Impl>
struct Case {
  std::unique_ptr<Impl> processor;
  corpus::Jobs jobs;
  batch::Options options;

  Report Run() {
    return processor->Run(jobs.size(), [this](size_t i) { return jobs.Run(i); }, options);
  }
};

// Of jobs of one set, in batches of the size that `batch_size` says in digits, or as the implementation sees fit for
// "adaptive".
template <typename Impl>
Case<Impl> MakeCase(std::string_view set, const char* batch_size) {
  Case<Impl> made{std::make_unique<Impl>(kWorkers), corpus::Jobs(set), {}};
  made.options.batch_size = std::strtoul(batch_size, nullptr, 10);  // 0 for a word
  return made;
}

constexpr auto kMeasure = [](benchmark::State& state, auto& input) {
  for (auto _ : state) {
    const Report report = input.Run();
    if (!report.ok()) return state.SkipWithError(std::string(report.status.message()));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(input.jobs.size()));
};

constexpr auto kAnswer = [](auto& input) {
  const Report report = input.Run();
  return report.status.ToString() + ", digest " + std::to_string(input.jobs.Digest());
};

// Measures a run of all jobs of a set by four workers, in batches of each implementation's own choice: 50 jobs for the
// baseline as in the seed, by the clock for the optimized one.
// Does not measure: jobs that wait, failures, or progress.
const int kRun = pawl::ForEachImpl<Impls>(
    "batch/Run", "set", {"empty", "uniform", "pareto", "stride"},
    []<typename Impl>(const char* set) { return MakeCase<Impl>(set, "adaptive"); }, kMeasure, kAnswer,
    pawl::JudgedBy::kWallTime);

// Measures the same of Pareto-distributed jobs, 0.2 to 640 us, with batches of fixed sizes and with adaptive ones.
// Does not measure: sets that change their character half-way.
const int kPareto = pawl::ForEachImpl<Impls>(
    "batch/Pareto", "batch_size", {"adaptive", "1", "4", "16", "64", "256", "1024"},
    []<typename Impl>(const char* batch_size) { return MakeCase<Impl>("pareto", batch_size); }, kMeasure, kAnswer,
    pawl::JudgedBy::kWallTime);

// Measures the same of jobs that do nothing, where a batch should be as large as it may.
// Does not measure: anything but the processor's own time.
const int kEmpty = pawl::ForEachImpl<Impls>(
    "batch/Empty", "batch_size", {"adaptive", "1", "4", "16", "64", "256", "1024"},
    []<typename Impl>(const char* batch_size) { return MakeCase<Impl>("empty", batch_size); }, kMeasure, kAnswer,
    pawl::JudgedBy::kWallTime);

}  // namespace
