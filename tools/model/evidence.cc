#include "tools/model/evidence.h"

#include "fmt/format.h"

namespace pawl {

Metrics ExactMetrics(const CaseEvidence& evidence) {
  if (!evidence.size) return CountedMetrics();
  return {*FindMetric(BuiltInMetrics(), evidence.size->metric)};
}

std::optional<CountedRange> Counted(const CaseEvidence& evidence, std::string_view metric) {
  if (evidence.size && evidence.size->metric == metric && evidence.size->bytes) {
    const auto bytes = static_cast<double>(*evidence.size->bytes);
    return CountedRange{bytes, bytes};
  }
  if (FindMetric(CountedMetrics(), metric) == nullptr) return std::nullopt;
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
  if (evidence.size && evidence.size->metric == metric) return evidence.size->absent;
  if (evidence.size || FindMetric(CountedMetrics(), metric) == nullptr) {
    return fmt::format("it has no {}", metric);
  }
  if (metric == kInstructions) return evidence.instructions_absent.value_or("instructions were not counted");
  return evidence.allocations_absent.value_or("allocations were not counted");
}

}  // namespace pawl
