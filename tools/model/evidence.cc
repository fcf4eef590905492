#include "tools/model/evidence.h"

#include "tools/model/metric.h"

namespace pawl {

CountedRange Counted(const AllocationEvidence& evidence, std::string_view metric) {
  const double largest = metric == kAllocations      ? evidence.allocations
                         : metric == kAllocatedBytes ? evidence.allocated_bytes
                         : metric == kPeakBytes      ? evidence.peak_bytes
                                                     : evidence.leaked_bytes;
  const auto smallest = evidence.smallest.find(metric);
  return {smallest == evidence.smallest.end() ? largest : smallest->second, largest};
}

}  // namespace pawl
