#include "tools/layout/type_layout.h"

#include <dwarf.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "fmt/format.h"
#include "tools/layout/placement.h"
#include "tools/layout/type_name.h"

namespace pawl {
namespace {

constexpr int64_t kCacheLine = 64;
constexpr int kDeepest = 8;  // of base classes; few are empty, and each level is walked anew

// Why no other order of the members can be proposed; the first reason holds.
void Refuse(TypeLayout& layout, const std::string& why) {
  if (layout.unordered.empty()) layout.unordered = why;
}

std::string MemberName(Dwarf_Die& die, const std::string& type) {
  if (dwarf_tag(&die) == DW_TAG_inheritance) return kBaseClass;
  const std::string name = NameOf(die);
  return name.empty() ? "(anonymous " + type + ")" : name;
}

// Whether it is known where the member is.
bool AddMember(Dwarf_Die& die, TypeFacts& facts, TypeLayout& layout) {
  std::optional<Dwarf_Die> type = TypeOf(die);
  const std::optional<int64_t> offset = OffsetOf(die);
  const std::optional<int64_t> size = type ? SizeOf(*type) : std::nullopt;
  if (!offset || !size) {
    Refuse(layout, offset ? fmt::format("has a member ({}) whose type is only declared", NameOf(die))
                          : "has a member whose place only the running program knows");
    return false;
  }
  MemberLayout member;
  member.type = TypeName(type);
  member.name = MemberName(die, member.type);
  member.offset = *offset;
  member.size = *size;
  member.alignment = std::max(facts.AlignmentOf(*type), RequestedAlignment(die));
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
  for (const MemberLayout& member : layout.members) {
    layout.hole_bytes += std::max<int64_t>(member.offset - end, 0);
    end = std::max(end, member.offset + member.size);
  }
  layout.padding_bytes = std::max<int64_t>(layout.size - end, 0);
  if (end > layout.size) Refuse(layout, "has members that reach beyond its end");
}

// What is fixed ends in padding that is shorter than its alignment, where other members may be.
bool ShareBytes(const std::vector<MemberLayout>& members) {
  int64_t fixed_data_end = 0;
  int64_t movable_end = 0;
  for (const MemberLayout& member : members) {
    if (!member.fixed || member.size == 0) continue;
    fixed_data_end = std::max(fixed_data_end, member.offset + member.size - member.alignment + 1);
  }
  for (const MemberLayout& member : members) {
    if (member.fixed) continue;
    if (member.offset < std::max(fixed_data_end, movable_end)) return true;
    movable_end = member.offset + member.size;
  }
  return false;
}

// Whether the members are where the compiler puts such ones. If not, something is at work that no order of them can be
// foretold for.
bool IsExplained(const TypeLayout& layout) {
  Placement placement(layout.members);
  for (MemberLayout member : layout.members) {
    if (member.fixed) continue;
    const int64_t offset = member.offset;
    placement.Place(member);
    if (member.offset != offset) return false;
  }
  return placement.SizeFor(layout.alignment) == layout.size;
}

void CheckPlaces(TypeLayout& layout, bool as_declared) {
  const bool packed = std::any_of(layout.members.begin(), layout.members.end(),
                                  [&](const MemberLayout& member) { return member.alignment > layout.alignment; });
  if (packed) Refuse(layout, "is packed");
  if (ShareBytes(layout.members)) Refuse(layout, "has members that share bytes, as by [[no_unique_address]]");
  if (!layout.unordered.empty() || (as_declared && IsExplained(layout))) return;
  Refuse(layout, "is laid out in a way that its debug information does not explain");
}

// Whether the type, or the elements of the array, are of a class of that name or have such a base class.
bool Is(Dwarf_Die type, const std::string& name, int depth) {
  if (depth > kDeepest || dwarf_peel_type(&type, &type) != 0) return false;
  if (dwarf_tag(&type) == DW_TAG_array_type) {
    std::optional<Dwarf_Die> element = TypeOf(type);
    return element && Is(*element, name, depth + 1);
  }
  if (TypeName(type) == name) return true;
  bool found = false;
  ForEachChild(type, [&](Dwarf_Die& child) {
    std::optional<Dwarf_Die> base = dwarf_tag(&child) == DW_TAG_inheritance ? TypeOf(child) : std::nullopt;
    found = found || (base && Is(*base, name, depth + 1));
  });
  return found;
}

// Two empty objects of one type must not have one address: such a member cannot be the first.
void CheckEmptyBases(Dwarf_Die& type, TypeLayout& layout) {
  for (const MemberLayout& base : layout.members) {
    if (!base.fixed || base.size > 0) continue;
    ForEachChild(type, [&](Dwarf_Die& child) {
      std::optional<Dwarf_Die> of =
          dwarf_tag(&child) == DW_TAG_member && TakesRoom(child) ? TypeOf(child) : std::nullopt;
      if (of && Is(*of, base.type, 0)) Refuse(layout, "has an empty base class that a member has, too");
    });
  }
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
  if (facts.HasVirtualBase(type)) Refuse(layout, "has a virtual base class");
  bool complete = true;
  ForEachChild(type, [&](Dwarf_Die& child) {
    if (TakesRoom(child) && !AddMember(child, facts, layout)) complete = false;
  });
  const auto by_offset = [](const MemberLayout& a, const MemberLayout& b) { return a.offset < b.offset; };
  std::vector<MemberLayout> declared;
  std::copy_if(layout.members.begin(), layout.members.end(), std::back_inserter(declared),
               [](const MemberLayout& member) { return !member.fixed; });
  std::stable_sort(layout.members.begin(), layout.members.end(), by_offset);
  if (complete) CountUnused(layout);
  CheckPlaces(layout, std::is_sorted(declared.begin(), declared.end(), by_offset));
  if (layout.unordered.empty()) CheckEmptyBases(type, layout);
  return layout;
}

}  // namespace pawl
