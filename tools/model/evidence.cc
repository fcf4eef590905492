#include "tools/model/evidence.h"

#include "tools/model/metric.h"

namespace pawl {

std::optional<CountedRange> Counted(const CaseEvidence& evidence, std::string_view metric) {
  if (metric == kInstructions) return evidence.instructions;
  if (!evidence.allocations) return std::nullopt;
  const AllocationEvidence& seen = *evidence.allocations;
  const double largest = metric == kAllocations      ? seen.allocations
                         : metric == kAllocatedBytes ? seen.allocated_bytes
                         : metric == kPeakBytes      ? seen.peak_bytes
                                                     : seen.leaked_bytes;
  const auto smallest = seen.smallest.find(metric);
  return CountedRange{smallest == seen.smallest.end() ? largest : smallest->second, largest};
}

std::string WhyNotCounted(const CaseEvidence& evidence, std::string_view metric) {
  if (metric == kInstructions) return evidence.instructions_absent.value_or("instructions were not counted");
  return evidence.allocations_absent.value_or("allocations were not counted");
}

}  // namespace pawl
