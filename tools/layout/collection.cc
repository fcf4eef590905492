#include "tools/layout/collection.h"

#include <dwarf.h>

#include <optional>

#include "fmt/format.h"
#include "tools/layout/type_layout.h"

namespace pawl {
namespace {

constexpr int kDeepestScope = 64;
// DW_LANG_ of what is newer than elfutils 0.188.
constexpr int kCPlusPlus17 = 0x2a;
constexpr int kCPlusPlus20 = 0x2b;
constexpr int kC17 = 0x2c;
constexpr int kC23 = 0x3e;
// A nameless struct is entered for itself, and by the typedef that names it; scopes of type units once for what they
// declare. More is damage that would take forever.
constexpr int kMostEntries = 3;

bool IsOfC(Dwarf_Die& unit) {
  switch (dwarf_srclang(&unit)) {
    case DW_LANG_C:
    case DW_LANG_C89:
    case DW_LANG_C99:
    case DW_LANG_C11:
    case DW_LANG_C_plus_plus:
    case DW_LANG_C_plus_plus_03:
    case DW_LANG_C_plus_plus_11:
    case DW_LANG_C_plus_plus_14:
    case kC17:
    case kCPlusPlus17:
    case kCPlusPlus20:
    case kC23:
    case -1:  // a part that units of some language import
      return true;
    default:
      return false;
  }
}

std::string NameOr(Dwarf_Die& die, const char* otherwise) {
  std::string name = NameOf(die);
  return name.empty() ? otherwise : name;
}

std::string SplitFileOf(Dwarf_Die& unit) {
  Dwarf_Attribute attribute;
  const int kind = dwarf_hasattr(&unit, DW_AT_dwo_name) != 0 ? DW_AT_dwo_name : DW_AT_GNU_dwo_name;
  const char* name = dwarf_formstring(dwarf_attr(&unit, kind, &attribute));
  return name == nullptr ? "another file" : name;
}

}  // namespace

absl::Status Collection::AddUnits(Dwarf* dwarf) {
  Dwarf_CU* unit = nullptr;
  Dwarf_Die die;
  Dwarf_Die split;  // of a unit whose debug information is in another file
  uint8_t kind = 0;
  bool any_of_c = false;
  int more = 0;
  while ((more = dwarf_get_units(dwarf, unit, &unit, nullptr, &kind, &die, &split)) == 0) {
    if (kind == DW_UT_skeleton && split.cu == nullptr) {
      return absl::FailedPreconditionError(fmt::format(
          "its debug information is in {}, which is not there; build it with -gno-split-dwarf, under Bazel with "
          "--fission=no",
          SplitFileOf(die)));
    }
    Dwarf_Die& read = kind == DW_UT_skeleton ? split : die;
    if (!IsOfC(read)) continue;
    any_of_c = true;
    if (kind == DW_UT_type) Declare(read, "", 0);
    Scope(read, "", 0);
    if (!damage_.empty()) break;
  }
  if (more < 0) damage_ = dwarf_errmsg(-1);
  if (!damage_.empty()) {
    return absl::DataLossError(fmt::format("its debug information is damaged: {}; build it again", damage_));
  }
  if (!any_of_c) return absl::FailedPreconditionError("its debug information is of neither C nor C++");
  if (!any_type_) {
    return absl::FailedPreconditionError("its debug information defines no types; build it with -g, not -g1");
  }
  return absl::OkStatus();
}

std::vector<TypeLayout> Collection::Take() {
  std::vector<TypeLayout> layouts;
  for (auto& [key, layout] : layouts_) layouts.push_back(std::move(layout));
  return layouts;
}

void Collection::Scope(Dwarf_Die& scope, const std::string& prefix, int depth) {
  if (depth > kDeepestScope || dwarf_haschildren(&scope) == 0 || ++entered_[scope.addr] > kMostEntries) return;
  const bool whole = ForEachChild(scope, [&](Dwarf_Die& child) { Child(child, prefix, depth); });
  if (!whole && damage_.empty()) damage_ = dwarf_errmsg(-1);
}

// A type unit declares the scopes of its type behind the type.
void Collection::Declare(Dwarf_Die& scope, const std::string& prefix, int depth) {
  if (depth > kDeepestScope || dwarf_haschildren(&scope) == 0 || ++entered_[scope.addr] > kMostEntries) return;
  ForEachChild(scope, [&](Dwarf_Die& child) {
    const int tag = dwarf_tag(&child);
    if (tag != DW_TAG_namespace && tag != DW_TAG_structure_type && tag != DW_TAG_class_type) return;
    declarations_[child.addr] = prefix;
    const char* const otherwise = tag == DW_TAG_namespace ? "(anonymous namespace)" : "(anonymous)";
    Declare(child, prefix + NameOr(child, otherwise) + "::", depth + 1);
  });
}

void Collection::Child(Dwarf_Die& child, const std::string& prefix, int depth) {
  switch (dwarf_tag(&child)) {
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
      Record(child, prefix, NameOf(child), depth);
      break;
    case DW_TAG_typedef: {  // as C names its structs
      std::optional<Dwarf_Die> type = TypeOf(child);
      const bool record = type && dwarf_tag(&*type) == DW_TAG_structure_type;
      if (record && NameOf(*type).empty()) Record(*type, prefix, NameOf(child), depth);
      break;
    }
    case DW_TAG_namespace:
      Scope(child, prefix + NameOr(child, "(anonymous namespace)") + "::", depth + 1);
      break;
    case DW_TAG_union_type:
      Scope(child, prefix + NameOr(child, "(anonymous)") + "::", depth + 1);
      break;
    case DW_TAG_subprogram:
      Scope(child, prefix + NameOr(child, "(function)") + "()::", depth + 1);
      break;
    case DW_TAG_lexical_block:
      Scope(child, prefix, depth + 1);
      break;
    default:
      break;
  }
}

void Collection::Record(Dwarf_Die& type, const std::string& given_prefix, const std::string& name, int depth) {
  if (dwarf_hasattr(&type, DW_AT_declaration) != 0) {
    declarations_[type.addr] = given_prefix;
    return;
  }
  any_type_ = true;
  const std::string prefix = PrefixOf(type, given_prefix);
  if (!name.empty()) {
    std::optional<TypeLayout> layout = LayoutOf(type, prefix + name, facts_);
    if (layout && !layout->members.empty()) {
      Key key = {layout->name, layout->size, {}};
      for (const MemberLayout& member : layout->members) std::get<2>(key).emplace_back(member.offset, member.name);
      layouts_.emplace(std::move(key), *std::move(layout));
    }
  }
  Scope(type, prefix + (name.empty() ? "(anonymous)" : name) + "::", depth + 1);
}

// A nested type that is defined behind its enclosing class stands elsewhere, and refers to its declaration inside.
std::string Collection::PrefixOf(Dwarf_Die& type, const std::string& prefix) const {
  Dwarf_Attribute attribute;
  Dwarf_Die declaration;
  if (dwarf_formref_die(dwarf_attr(&type, DW_AT_specification, &attribute), &declaration) == nullptr) return prefix;
  const auto declared = declarations_.find(declaration.addr);
  return declared == declarations_.end() ? prefix : declared->second;
}

}  // namespace pawl
