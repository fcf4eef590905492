#include "tools/layout/type_name.h"

#include <dwarf.h>

#include "fmt/format.h"
#include "tools/layout/dwarf_types.h"

namespace pawl {
namespace {

constexpr int kDeepest = 64;  // pointers to pointers and the like; more is a loop of damaged references

std::string NameAt(const std::optional<Dwarf_Die>& type, int depth);

// "const char", but "char* const".
std::string Qualified(const std::string& qualifier, const std::string& type) {
  return type.ends_with('*') ? type + " " + qualifier : qualifier + " " + type;
}

std::string Nameless(Dwarf_Die& type) {
  const int tag = dwarf_tag(&type);
  return tag == DW_TAG_union_type ? "union" : tag == DW_TAG_enumeration_type ? "enum" : "struct";
}

std::string ArrayName(Dwarf_Die& array, int depth) {
  std::string name = NameAt(TypeOf(array), depth + 1);
  ForEachChild(array, [&](Dwarf_Die& child) {
    if (dwarf_tag(&child) != DW_TAG_subrange_type) return;
    std::optional<int64_t> count = NumberOf(child, DW_AT_count);
    const std::optional<int64_t> last = NumberOf(child, DW_AT_upper_bound);
    if (!count && last) count = *last + 1;
    name += count ? fmt::format("[{}]", *count) : "[]";
  });
  return name;
}

std::string NameAt(const std::optional<Dwarf_Die>& type, int depth) {
  if (!type) return "void";
  if (depth > kDeepest) return "?";
  Dwarf_Die die = *type;
  const auto of = [&] { return NameAt(TypeOf(die), depth + 1); };
  switch (dwarf_tag(&die)) {
    case DW_TAG_pointer_type:
      return of() + "*";
    case DW_TAG_reference_type:
      return of() + "&";
    case DW_TAG_rvalue_reference_type:
      return of() + "&&";
    case DW_TAG_ptr_to_member_type:
      return of() + " T::*";
    case DW_TAG_const_type:
      return Qualified("const", of());
    case DW_TAG_volatile_type:
      return Qualified("volatile", of());
    case DW_TAG_atomic_type:
      return "_Atomic " + of();
    case DW_TAG_restrict_type:
      return of();
    case DW_TAG_array_type:
      return ArrayName(die, depth);
    case DW_TAG_subroutine_type:
      return of() + "()";
    default: {
      const std::string name = NameOf(die);
      return name.empty() ? Nameless(die) : name;
    }
  }
}

}  // namespace

std::string TypeName(const std::optional<Dwarf_Die>& type) { return NameAt(type, 0); }

}  // namespace pawl
