#include "tools/layout/order.h"

#include <algorithm>
#include <utility>

namespace pawl {
namespace {

int64_t RoundUp(int64_t offset, int64_t alignment) { return (offset + alignment - 1) / alignment * alignment; }

void Place(MemberLayout member, ProposedOrder& order, int64_t& end) {
  if (member.size > 0) {  // an empty base class stays where it is
    member.offset = RoundUp(end, member.alignment);
    end = member.offset + member.size;
  }
  order.members.push_back(std::move(member));
}

}  // namespace

std::optional<ProposedOrder> ProposeOrder(const TypeLayout& type) {
  if (!type.unordered.empty()) return std::nullopt;
  ProposedOrder order;
  std::vector<MemberLayout> movable;
  int64_t end = 0;
  for (const MemberLayout& member : type.members) {
    if (!member.fixed) {
      movable.push_back(member);
      continue;
    }
    order.members.push_back(member);
    end = std::max(end, member.offset + member.size);
  }
  // The compiler may put members into a base class's padding, and has done so if the first lies there.
  if (!movable.empty()) end = std::min(end, movable.front().offset);
  std::stable_sort(movable.begin(), movable.end(),
                   [](const MemberLayout& a, const MemberLayout& b) { return a.alignment > b.alignment; });
  while (!movable.empty()) {
    // The first that fits without a hole; if none does, the one with the smallest.
    auto next = std::find_if(movable.begin(), movable.end(),
                             [&](const MemberLayout& member) { return end % member.alignment == 0; });
    if (next == movable.end()) next = std::prev(movable.end());
    Place(*next, order, end);
    movable.erase(next);
  }
  order.size = RoundUp(std::max<int64_t>(end, 1), std::max<int64_t>(type.alignment, 1));
  if (order.size >= type.size) return std::nullopt;
  return order;
}

}  // namespace pawl
