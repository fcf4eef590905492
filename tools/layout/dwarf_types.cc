#include "tools/layout/dwarf_types.h"

#include <dwarf.h>

#include <algorithm>

namespace pawl {
namespace {

constexpr int kDeepest = 64;                                // nesting of types; more is a loop of damaged references
constexpr Dwarf_Word kLargestNumber = Dwarf_Word{1} << 40;  // of bytes or bits; more is damage, or -1
constexpr int64_t kPointer = 8;
constexpr int64_t kLargestScalar = 16;
constexpr int64_t kLargestPacked = 8;  // more is never asked for by #pragma pack

bool IsRecord(Dwarf_Die& die) {
  const int tag = dwarf_tag(&die);
  return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type;
}

bool IsAlias(Dwarf_Die& die) {
  switch (dwarf_tag(&die)) {
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_volatile_type:
    case DW_TAG_restrict_type:
    case DW_TAG_atomic_type:
      return true;
    default:
      return false;
  }
}

int64_t ScalarAlignment(Dwarf_Die& type) {
  int64_t size = SizeOf(type).value_or(1);
  if (NumberOf(type, DW_AT_encoding) == DW_ATE_complex_float) size /= 2;
  return size > 0 && size <= kLargestScalar && (size & (size - 1)) == 0 ? size : 1;
}

}  // namespace

std::optional<int64_t> NumberOf(Dwarf_Die& die, unsigned int attribute) {
  Dwarf_Attribute found;
  Dwarf_Word value = 0;
  if (dwarf_attr_integrate(&die, attribute, &found) == nullptr || dwarf_formudata(&found, &value) != 0 ||
      value > kLargestNumber) {
    return std::nullopt;
  }
  return static_cast<int64_t>(value);
}

std::string NameOf(Dwarf_Die& die) {
  Dwarf_Attribute attribute;
  const char* name = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_name, &attribute));
  return name == nullptr ? "" : name;
}

std::optional<Dwarf_Die> TypeOf(Dwarf_Die& die) {
  Dwarf_Attribute attribute;
  Dwarf_Die type;
  if (dwarf_formref_die(dwarf_attr_integrate(&die, DW_AT_type, &attribute), &type) == nullptr) return std::nullopt;
  // A type unit defines what is only declared here.
  Dwarf_Die defined;
  const bool elsewhere = dwarf_formref_die(dwarf_attr(&type, DW_AT_signature, &attribute), &defined) != nullptr;
  return elsewhere ? defined : type;
}

std::optional<int64_t> SizeOf(Dwarf_Die& type) {
  Dwarf_Word size = 0;
  if (dwarf_aggregate_size(&type, &size) == 0 && size <= kLargestNumber) return static_cast<int64_t>(size);
  switch (dwarf_tag(&type)) {
    case DW_TAG_array_type:
      return 0;
    case DW_TAG_unspecified_type:  // std::nullptr_t
      return kPointer;
    case DW_TAG_ptr_to_member_type: {
      std::optional<Dwarf_Die> target = TypeOf(type);
      return target && dwarf_tag(&*target) == DW_TAG_subroutine_type ? 2 * kPointer : kPointer;
    }
    default:
      return std::nullopt;
  }
}

std::optional<int64_t> OffsetOf(Dwarf_Die& member) {
  if (const std::optional<int64_t> bit = NumberOf(member, DW_AT_data_bit_offset)) return *bit / 8;
  Dwarf_Attribute attribute;
  if (dwarf_attr(&member, DW_AT_data_member_location, &attribute) == nullptr) return 0;  // all members of a union
  return NumberOf(member, DW_AT_data_member_location);
}

bool TakesRoom(Dwarf_Die& child) {
  const int tag = dwarf_tag(&child);
  if (tag == DW_TAG_inheritance) return true;
  return tag == DW_TAG_member && dwarf_hasattr(&child, DW_AT_external) == 0 &&
         dwarf_hasattr(&child, DW_AT_declaration) == 0;
}

int64_t RequestedAlignment(Dwarf_Die& die) {
  const int64_t requested = NumberOf(die, DW_AT_alignment).value_or(1);
  return requested > 0 && (requested & (requested - 1)) == 0 ? requested : 1;
}

bool ForEachChild(Dwarf_Die& parent, const std::function<void(Dwarf_Die&)>& call) {
  Dwarf_Die child;
  int more = dwarf_child(&parent, &child);
  for (; more == 0; more = dwarf_siblingof(&child, &child)) call(child);
  return more > 0;
}

int64_t TypeFacts::AlignmentOf(Dwarf_Die& type, int depth) {
  if (depth > kDeepest) return 1;
  if (IsRecord(type)) {
    const auto [known, is_new] = alignments_.emplace(type.addr, 1);
    if (is_new) known->second = RecordAlignment(type, depth);
    return known->second;
  }
  const bool array = dwarf_tag(&type) == DW_TAG_array_type;
  if (array && dwarf_hasattr(&type, DW_AT_GNU_vector) != 0) return std::max<int64_t>(SizeOf(type).value_or(1), 1);
  if (array || IsAlias(type)) {
    std::optional<Dwarf_Die> of = TypeOf(type);
    return std::max(of ? AlignmentOf(*of, depth + 1) : 1, RequestedAlignment(type));
  }
  if (dwarf_tag(&type) == DW_TAG_ptr_to_member_type) return kPointer;
  return std::max(ScalarAlignment(type), RequestedAlignment(type));
}

// A packed struct breaks the alignment of its members, which nothing else in the debug information tells. Its own is
// then the largest that breaks nothing.
int64_t TypeFacts::RecordAlignment(Dwarf_Die& type, int depth) {
  int64_t largest = 1;
  int64_t kept = kLargestPacked;  // that all offsets keep
  bool packed = false;
  ForEachChild(type, [&](Dwarf_Die& child) {
    std::optional<Dwarf_Die> member = TakesRoom(child) ? TypeOf(child) : std::nullopt;
    if (!member) return;
    const int64_t alignment = std::max(AlignmentOf(*member, depth + 1), RequestedAlignment(child));
    largest = std::max(largest, alignment);
    const int64_t offset = OffsetOf(child).value_or(0);
    if (NumberOf(child, DW_AT_bit_size)) return;
    packed |= offset % alignment != 0;
    while (offset % std::min(alignment, kept) != 0) kept /= 2;
  });
  const int64_t size = SizeOf(type).value_or(0);
  packed |= size % largest != 0;
  while (size % kept != 0) kept /= 2;
  return std::max(packed ? std::min(largest, kept) : largest, RequestedAlignment(type));
}

bool TypeFacts::IsEmpty(Dwarf_Die& type, int depth) {
  if (depth > kDeepest) return false;
  if (IsAlias(type)) {
    std::optional<Dwarf_Die> of = TypeOf(type);
    return of && IsEmpty(*of, depth + 1);
  }
  if (!IsRecord(type) || SizeOf(type) != 1) return false;
  const auto [known, is_new] = empty_.emplace(type.addr, false);
  if (!is_new) return known->second;
  bool empty = true;
  ForEachChild(type, [&](Dwarf_Die& child) {
    std::optional<Dwarf_Die> member = TakesRoom(child) ? TypeOf(child) : std::nullopt;
    if (member && (dwarf_tag(&child) == DW_TAG_member || !IsEmpty(*member, depth + 1))) empty = false;
  });
  return known->second = empty;
}

bool TypeFacts::HasVirtualBase(Dwarf_Die& type, int depth) {
  if (depth > kDeepest) return false;
  if (IsAlias(type)) {
    std::optional<Dwarf_Die> of = TypeOf(type);
    return of && HasVirtualBase(*of, depth + 1);
  }
  if (!IsRecord(type)) return false;
  const auto [known, is_new] = virtual_.emplace(type.addr, false);
  if (!is_new) return known->second;
  bool found = false;
  ForEachChild(type, [&](Dwarf_Die& child) {
    if (dwarf_tag(&child) != DW_TAG_inheritance) return;
    std::optional<Dwarf_Die> base = TypeOf(child);
    found |= NumberOf(child, DW_AT_virtuality).value_or(DW_VIRTUALITY_none) != DW_VIRTUALITY_none ||
             (base && HasVirtualBase(*base, depth + 1));
  });
  return known->second = found;
}

}  // namespace pawl
