#include "tools/layout/order.h"

#include <algorithm>
#include <utility>

#include "tools/layout/placement.h"

namespace pawl {

std::optional<ProposedOrder> ProposeOrder(const TypeLayout& type) {
  if (!type.unordered.empty()) return std::nullopt;
  ProposedOrder order;
  std::vector<MemberLayout> movable;
  for (const MemberLayout& member : type.members) (member.fixed ? order.members : movable).push_back(member);
  Placement placement(type.members);
  std::stable_sort(movable.begin(), movable.end(),
                   [](const MemberLayout& a, const MemberLayout& b) { return a.alignment > b.alignment; });
  while (!movable.empty()) {
    // The first that fits without a hole; if none does, the one with the smallest.
    auto next = std::find_if(movable.begin(), movable.end(),
                             [&](const MemberLayout& member) { return placement.end() % member.alignment == 0; });
    if (next == movable.end()) next = std::prev(movable.end());
    placement.Place(*next);
    order.members.push_back(std::move(*next));
    movable.erase(next);
  }
  order.size = placement.SizeFor(std::max<int64_t>(type.alignment, 1));
  if (order.size >= type.size) return std::nullopt;
  return order;
}

bool IsSmallest(const TypeLayout& type) {
  return type.unordered.empty() &&
         std::none_of(type.members.begin(), type.members.end(), [](const MemberLayout& member) {
           return member.name == kBaseClass || member.size % std::max<int64_t>(member.alignment, 1) != 0;
         });
}

}  // namespace pawl
