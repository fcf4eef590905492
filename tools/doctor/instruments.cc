#include "tools/doctor/instruments.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "fmt/format.h"
#include "tools/doctor/kernels.h"
#include "tools/runner/binary_size.h"
#include "tools/runner/hardware_counters.h"

namespace pawl {
namespace {

constexpr int64_t kIterations = 32;

std::string FactOf(const Worker& worker, const std::string& name) {
  const auto found = worker.Facts().find(name);
  return found == worker.Facts().end() ? "" : found->second;
}

absl::StatusOr<size_t> IndexOf(const Worker& worker, const Kernel& kernel) {
  const auto found = std::find_if(worker.Cases().begin(), worker.Cases().end(),
                                  [&](const WorkerCase& one) { return one.name == kernel.name; });
  if (found != worker.Cases().end()) return static_cast<size_t>(found - worker.Cases().begin());
  return absl::InternalError(fmt::format("the binary lacks {}: it is not //tools/doctor:kernels", kernel.name));
}

absl::StatusOr<std::string> TryWorkers(WorkerFactory& factory) {
  const absl::StatusOr<std::unique_ptr<Worker>> worker = factory.Start(WorkerKind::kTiming);
  if (!worker.ok()) return worker.status();
  if (FactOf(**worker, "sanitized") == "yes" || FactOf(**worker, "optimized") != "yes") {
    return absl::FailedPreconditionError(
        "the kernels were built with a sanitizer or without optimization, so nothing measured of them means anything: "
        "build without --config=asan, ubsan or tsan");
  }
  for (const Kernel& kernel : kKernels) {
    const absl::StatusOr<size_t> index = IndexOf(**worker, kernel);
    if (!index.ok()) return index.status();
  }
  return FactOf(**worker, "compiler");
}

absl::Status TryAllocations(WorkerFactory& factory) {
  const absl::StatusOr<std::unique_ptr<Worker>> worker = factory.Start(WorkerKind::kCounting);
  if (!worker.ok()) return worker.status();
  if (FactOf(**worker, "counter") != "present") {
    return absl::UnavailableError(
        "the allocation counter could not be preloaded: LD_PRELOAD is refused here, or a sanitizer owns the allocator");
  }
  const absl::StatusOr<size_t> index = IndexOf(**worker, kAllocatorKernel);
  if (!index.ok()) return index.status();
  const auto count = (*worker)->Count(*index, kIterations);
  if (!count.ok()) return count.status();
  const int64_t expected = kAllocatorBlocks * kIterations;
  if (count->allocations == expected) return absl::OkStatus();
  return absl::DataLossError(fmt::format(
      "the allocation counter saw {} of {} allocations: its numbers mean nothing here", count->allocations, expected));
}

absl::StatusOr<std::string> TryInstructions(WorkerFactory& factory) {
  const absl::StatusOr<std::unique_ptr<Worker>> worker = factory.Start(WorkerKind::kInstructions);
  if (!worker.ok()) return worker.status();
  const absl::StatusOr<size_t> index = IndexOf(**worker, kArithmeticKernel);
  if (!index.ok()) return index.status();
  const auto count = (*worker)->CountInstructions(*index, kIterations);
  if (!count.ok()) return count.status();
  if (count->instructions > kIterations) return "valgrind " + FactOf(**worker, "valgrind");
  return absl::DataLossError(
      fmt::format("valgrind counted {} instructions in {} iterations of {}: it sees nothing here", count->instructions,
                  kIterations, kArithmeticKernel.name));
}

absl::StatusOr<std::string> TryCallSites(Profiler& heap) {
  const absl::StatusOr<CaseProfiles> profiles = heap.Run(kAllocatorKernel.name);
  if (!profiles.ok()) return profiles.status();
  if (!profiles->profiles.empty()) return profiles->profiles.front().instrument;
  if (profiles->missing.empty()) {
    return absl::DataLossError(
        fmt::format("{} saw no allocation of {}, and does not say why", heap.Instrument(), kAllocatorKernel.name));
  }
  return absl::UnavailableError(profiles->missing.front().reason);
}

}  // namespace

Instruments NotTried(const std::string& why) {
  const absl::Status status = absl::UnknownError("not tried: " + why);
  return {status, status, status, status, status, status};
}

Instruments TryInstruments(const Trial& trial) {
  Instruments instruments = NotTried("no worker runs");
  instruments.workers = TryWorkers(*trial.workers);
  instruments.hardware_counters = TryHardwareCounters();
  instruments.library_sizes = BinarySize(trial.binary, trial.search_path, trial.folder).status();
  if (!instruments.workers.ok()) return instruments;
  instruments.allocations = TryAllocations(*trial.workers);
  instruments.instructions = TryInstructions(*trial.workers);
  instruments.call_sites = TryCallSites(*trial.heap);
  return instruments;
}

}  // namespace pawl
