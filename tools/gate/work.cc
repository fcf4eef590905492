#include "tools/gate/work.h"

#include <optional>
#include <string_view>

namespace pawl {
namespace {

constexpr double kSameInstructions = 1e-3;

}  // namespace

Work CompareWork(const CaseEvidence& now, const CaseEvidence& before) {
  Work work = Work::kSame;
  for (std::string_view metric : {kAllocations, kAllocatedBytes, kInstructions}) {
    const std::optional<CountedRange> a = Counted(now, metric);
    const std::optional<CountedRange> b = Counted(before, metric);
    if (!a || !b) {
      work = Work::kUnknown;
      continue;
    }
    const double tolerated = metric == kInstructions ? kSameInstructions * b->largest : 0;
    if (a->smallest > b->largest + tolerated || b->smallest > a->largest + tolerated) return Work::kDifferent;
  }
  return work;
}

}  // namespace pawl
