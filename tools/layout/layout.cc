#include "tools/layout/layout.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>
#include <system_error>
#include <tuple>
#include <utility>

#include "fmt/format.h"
#include "tools/layout/dwarf_types.h"
#include "tools/layout/type_layout.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

constexpr int kDeepestScope = 64;

// The debug information of an open file.
struct DebugFile {
  ~DebugFile() {
    if (dwarf != nullptr) dwarf_end(dwarf);
    if (elf != nullptr) elf_end(elf);
    if (descriptor >= 0) close(descriptor);
  }

  int descriptor = -1;
  Elf* elf = nullptr;
  Dwarf* dwarf = nullptr;
};

absl::Status Open(const std::string& binary, DebugFile& file) {
  file.descriptor = open(binary.c_str(), O_RDONLY | O_CLOEXEC);
  if (file.descriptor < 0) {
    const int error = errno;
    const std::string text = fmt::format("{}: {}", binary, std::generic_category().message(error));
    return error == ENOENT || error == ENOTDIR ? absl::NotFoundError(text) : absl::UnavailableError(text);
  }
  elf_version(EV_CURRENT);
  file.elf = elf_begin(file.descriptor, ELF_C_READ_MMAP, nullptr);
  GElf_Ehdr header;
  if (file.elf == nullptr || elf_kind(file.elf) != ELF_K_ELF || gelf_getehdr(file.elf, &header) == nullptr) {
    return absl::InvalidArgumentError(fmt::format("{}: is no ELF binary; name a program or a shared library", binary));
  }
  if (header.e_type == ET_REL) {
    return absl::InvalidArgumentError(
        fmt::format("{}: is an object file; name the program or shared library that it is linked into", binary));
  }
  file.dwarf = dwarf_begin_elf(file.elf, DWARF_C_READ, nullptr);
  if (file.dwarf == nullptr) {
    return absl::FailedPreconditionError(
        fmt::format("{}: has no debug information ({}); build it with -g, under Bazel with --copt=-g --strip=never",
                    binary, dwarf_errmsg(-1)));
  }
  return absl::OkStatus();
}

// Gathers the types of one binary, each once.
class Collection {
 public:
  void AddUnits(Dwarf* dwarf) {
    Dwarf_CU* unit = nullptr;
    Dwarf_Die die;
    Dwarf_Die split;  // of a unit whose debug information is in another file
    uint8_t kind = 0;
    while (dwarf_get_units(dwarf, unit, &unit, nullptr, &kind, &die, &split) == 0) {
      Scope(kind == DW_UT_skeleton && split.cu != nullptr ? split : die, "", 0);
    }
  }

  std::vector<TypeLayout> Take() {
    std::vector<TypeLayout> layouts;
    for (auto& [key, layout] : layouts_) layouts.push_back(std::move(layout));
    return layouts;
  }

 private:
  // Two types of one name differ in what their objects look like.
  using Key = std::tuple<std::string, int64_t, std::vector<std::pair<int64_t, std::string>>>;

  void Scope(Dwarf_Die& scope, const std::string& prefix, int depth) {
    if (depth > kDeepestScope) return;
    Dwarf_Die child;
    for (int more = dwarf_child(&scope, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
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
  }

  static std::string NameOr(Dwarf_Die& die, const char* otherwise) {
    std::string name = NameOf(die);
    return name.empty() ? otherwise : name;
  }

  void Record(Dwarf_Die& type, const std::string& given_prefix, const std::string& name, int depth) {
    if (dwarf_hasattr(&type, DW_AT_declaration) != 0) return;
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
  static std::string PrefixOf(Dwarf_Die& type, const std::string& prefix) {
    Dwarf_Attribute attribute;
    Dwarf_Die declaration;
    if (dwarf_formref_die(dwarf_attr(&type, DW_AT_specification, &attribute), &declaration) == nullptr) return prefix;
    Dwarf_Die* scopes = nullptr;
    const int count = dwarf_getscopes_die(&declaration, &scopes);
    std::string found;
    for (int i = count - 2; i > 0; --i) found += NameOr(scopes[i], "(anonymous)") + "::";  // last is the unit
    free(scopes);
    return found;
  }

  std::map<Key, TypeLayout> layouts_;
  TypeFacts facts_;
};

bool Is(const TypeLayout& layout, const std::string& name) {
  return layout.name == name || layout.name.ends_with("::" + name);
}

// All that Is() accepts.
void AddNames(const TypeLayout& layout, std::vector<std::string>& names) {
  names.push_back(layout.name);
  for (size_t at = layout.name.find("::"); at != std::string::npos; at = layout.name.find("::", at + 2)) {
    names.push_back(layout.name.substr(at + 2));
  }
}

}  // namespace

absl::StatusOr<std::vector<TypeLayout>> ReadLayouts(const std::string& binary, const std::vector<std::string>& types) {
  DebugFile file;
  if (absl::Status status = Open(binary, file); !status.ok()) return status;
  Collection collection;
  collection.AddUnits(file.dwarf);
  std::vector<TypeLayout> all = collection.Take();
  if (types.empty()) return all;
  std::vector<TypeLayout> chosen;
  std::vector<std::string> names;
  for (const TypeLayout& layout : all) AddNames(layout, names);
  for (const std::string& type : types) {
    const size_t before = chosen.size();
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
                 [&](const TypeLayout& layout) { return Is(layout, type); });
    if (chosen.size() > before) continue;
    const std::string nearest = Nearest(type, names);
    return absl::NotFoundError(
        fmt::format("{}: its debug information defines no struct or class {} with members{}", binary, type,
                    nearest.empty() ? "; only what the program uses is there" : "; did you mean " + nearest + "?"));
  }
  return chosen;
}

}  // namespace pawl
