#include "tools/gate/same_work.h"

#include <optional>
#include <string_view>

namespace pawl {
namespace {

constexpr double kMostWander = 1e-3;  // seen of allocators: 3e-5. More of it could hide work

}  // namespace

Work CompareWork(const CaseEvidence& one, const GateInput& input, const Lookup& lookup) {
  Work work = Work::kSame;
  for (std::string_view metric : {kAllocations, kAllocatedBytes, kInstructions}) {
    const std::optional<CountedRange> counted = Counted(one, metric);
    const Record* record = lookup.Stored(one.case_name, metric, CountedKey(input, metric));
    if (!counted || record == nullptr) {
      work = Work::kUnknown;
      continue;
    }
    // Repeats that differ, by a handful of instructions of an allocator, say by how much a number may differ that is
    // none other: two such ranges of one case overlap or touch.
    const double wander = counted->largest - counted->smallest;
    if (wander > kMostWander * counted->largest) {
      work = Work::kUnknown;
      continue;
    }
    if (record->value < counted->smallest - wander || record->value > counted->largest + wander) {
      return Work::kDifferent;
    }
  }
  return work;
}

}  // namespace pawl
