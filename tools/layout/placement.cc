#include "tools/layout/placement.h"

#include <algorithm>

namespace pawl {
namespace {

int64_t RoundUp(int64_t offset, int64_t alignment) { return (offset + alignment - 1) / alignment * alignment; }

}  // namespace

Placement::Placement(const std::vector<MemberLayout>& members) {
  for (const MemberLayout& member : members) {
    if (member.fixed) end_ = std::max(end_, member.offset + member.size);
  }
  const auto first = std::find_if(members.begin(), members.end(), [](const MemberLayout& one) { return !one.fixed; });
  if (first != members.end()) end_ = std::min(end_, first->offset);
}

void Placement::Place(MemberLayout& member) {
  member.offset = RoundUp(end_, member.alignment);
  end_ = member.offset + member.size;
}

int64_t Placement::SizeFor(int64_t alignment) const { return RoundUp(std::max<int64_t>(end_, 1), alignment); }

}  // namespace pawl
