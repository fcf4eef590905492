// How a Measurement counts allocations.
#include "tools/runner/calibration.h"
#include "tools/runner/measurement.h"

namespace pawl {

void Measurement::CountAllocations() {
  const std::string absent = facts_["sanitized"] == "yes" ? "a sanitizer owns the allocator of this build" : "";
  for (auto& [name, selected] : selected_) {
    if (selected.samples.error) continue;
    if (!absent.empty()) {
      selected.samples.allocations_absent = absent;
      continue;
    }
    Worker* worker = Use(WorkerKind::kCounting);
    if (worker == nullptr) return;
    const auto counter = worker->Facts().find("counter");
    if (counter == worker->Facts().end() || counter->second == "absent") {
      selected.samples.allocations_absent =
          "the allocation counter could not be preloaded (a static binary, or LD_PRELOAD is refused here)";
    } else if (counter->second != "present") {
      selected.samples.error = "the allocation counter did not see a known allocation: its zeros would mean nothing";
    } else {
      const bool isolated = Isolate({&selected});
      if (worker_ != nullptr) CountAllocationsOf(selected);
      Release(isolated);
    }
  }
}

void Measurement::CountAllocationsOf(Selected& selected) {
  const auto count = [&](int64_t iterations, AllocationCount& counted) {
    const absl::StatusOr<AllocationCount> answer = worker_->Count(selected.index, iterations);
    if (!answer.ok()) Fail(selected, answer.status(), "counting allocations:");
    if (answer.ok()) counted = *answer;
    return answer.ok();
  };
  // The first call builds the fixture and lets pools fill; what it allocates is not the case's.
  AllocationCount once;
  if (!count(1, once)) return;
  selected.samples.working_set_bytes = once.peak_bytes;
  // The second one says whether an iteration is slow. Not only after a slow first one: what is counted later depends on
  // the heap that an iteration more leaves, and would on the machine's load with it.
  if (!count(1, once)) return;
  selected.counted_ns = once.time_ns;
  const bool slow = once.time_ns > kOwnSliceIterationNs;
  const int64_t n = slow ? 1 : kCountedIterations;
  AllocationCount twice;
  AllocationCount again;
  if (!slow && !count(n, once)) return;
  if (count(2 * n, twice) && count(n, again)) selected.samples.allocations = {{once, twice}, {again, twice}};
}

}  // namespace pawl
