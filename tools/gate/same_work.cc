#include "tools/gate/same_work.h"

#include <optional>
#include <string_view>

namespace pawl {

Work CompareWork(const CaseEvidence& one, const GateInput& input, const Lookup& lookup) {
  Work work = Work::kSame;
  for (std::string_view metric : {kAllocations, kAllocatedBytes, kInstructions}) {
    const std::optional<CountedRange> counted = Counted(one, metric);
    const Record* record = lookup.Stored(one.case_name, metric, CountedKey(input, metric));
    if (!counted || record == nullptr) {
      work = Work::kUnknown;
    } else if (record->value != counted->largest) {
      return Work::kDifferent;
    } else if (counted->smallest != counted->largest) {
      work = Work::kUnknown;
    }
  }
  return work;
}

}  // namespace pawl
