#include "tools/layout/type_layout.h"

#include <dwarf.h>

#include <algorithm>
#include <utility>

#include "tools/layout/type_name.h"

namespace pawl {
namespace {

constexpr int64_t kCacheLine = 64;

// Why no other order of the members can be proposed; the first reason holds.
void Refuse(TypeLayout& layout, const std::string& why) {
  if (layout.unordered.empty()) layout.unordered = why;
}

std::string MemberName(Dwarf_Die& die, const std::string& type) {
  if (dwarf_tag(&die) == DW_TAG_inheritance) return "(base class)";
  const std::string name = NameOf(die);
  return name.empty() ? "(anonymous " + type + ")" : name;
}

// Whether it is known where the member is.
bool AddMember(Dwarf_Die& die, TypeFacts& facts, TypeLayout& layout) {
  std::optional<Dwarf_Die> type = TypeOf(die);
  const std::optional<int64_t> offset = OffsetOf(die);
  const std::optional<int64_t> size = type ? SizeOf(*type) : std::nullopt;
  if (!offset || !size) {
    Refuse(layout, offset ? "has a member of unknown size" : "has a virtual base class");
    return false;
  }
  MemberLayout member;
  member.type = TypeName(type);
  member.name = MemberName(die, member.type);
  member.offset = *offset;
  member.size = *size;
  member.alignment =
      std::max(facts.AlignmentOf(*type), std::max<int64_t>(NumberOf(die, DW_AT_alignment).value_or(1), 1));
  member.fixed = dwarf_tag(&die) == DW_TAG_inheritance || dwarf_hasattr(&die, DW_AT_artificial) != 0;
  const int64_t bits = NumberOf(die, DW_AT_bit_size).value_or(0);
  if (bits > 0) {
    if (const std::optional<int64_t> first = NumberOf(die, DW_AT_data_bit_offset)) {  // else it is where its word is
      member.size = (*first + bits + 7) / 8 - member.offset;
    }
    Refuse(layout, "has bit-fields");
  } else if (*size == 0) {
    Refuse(layout, "has a member without a size, as a flexible array");
  } else if (member.fixed && facts.IsEmpty(*type)) {
    member.size = 0;
  }
  if (bits == 0 && member.offset % member.alignment != 0) Refuse(layout, "is packed");
  layout.members.push_back(std::move(member));
  return true;
}

// By offset, so that the room that no member takes shows.
void CountUnused(TypeLayout& layout) {
  int64_t end = 0;
  int64_t movable_end = 0;
  for (const MemberLayout& member : layout.members) {
    layout.hole_bytes += std::max<int64_t>(member.offset - end, 0);
    end = std::max(end, member.offset + member.size);
    if (member.fixed) continue;
    if (member.offset < movable_end) Refuse(layout, "has members that share bytes, as by [[no_unique_address]]");
    movable_end = std::max(movable_end, member.offset + member.size);
  }
  layout.padding_bytes = std::max<int64_t>(layout.size - end, 0);
  if (end > layout.size) Refuse(layout, "has members that reach beyond its end");
}

}  // namespace

std::optional<TypeLayout> LayoutOf(Dwarf_Die& type, const std::string& name, TypeFacts& facts) {
  const std::optional<int64_t> size = SizeOf(type);
  if (!size) return std::nullopt;
  TypeLayout layout;
  layout.name = name;
  layout.size = *size;
  layout.alignment = facts.AlignmentOf(type);
  layout.cache_lines = (*size + kCacheLine - 1) / kCacheLine;
  bool complete = true;
  Dwarf_Die child;
  for (int more = dwarf_child(&type, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
    if (TakesRoom(child) && !AddMember(child, facts, layout)) complete = false;
  }
  std::stable_sort(layout.members.begin(), layout.members.end(),
                   [](const MemberLayout& a, const MemberLayout& b) { return a.offset < b.offset; });
  if (complete) CountUnused(layout);
  if (*size % layout.alignment != 0) Refuse(layout, "is packed");
  return layout;
}

}  // namespace pawl
