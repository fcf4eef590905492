#ifndef PAWL_TOOLS_LAYOUT_ORDER_H_
#define PAWL_TOOLS_LAYOUT_ORDER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "tools/layout/layout.h"

namespace pawl {

struct ProposedOrder {
  std::vector<MemberLayout> members;  // all of them, with the offsets that they get
  int64_t size = 0;                   // of the type, then
};

// A smaller order of a type's members: what is fixed first, and the others by falling alignment, which leaves no hole
// where each member's size is a multiple of its alignment. Where what is fixed ends in the midst of a word, small
// members fill that first. Members of one alignment keep their order. nullopt if no order can be proposed
// (`unordered`), or this one is not smaller than what is declared.
std::optional<ProposedOrder> ProposeOrder(const TypeLayout& type);

// Whether no order at all is smaller than the proposed one, or, if none is proposed, than the declared one. It is not
// known where a base class's padding may take members, or where alignas is larger than its member.
bool IsSmallest(const TypeLayout& type);

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_ORDER_H_
