#include "tools/layout/layout.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "tools/layout/collection.h"
#include "tools/layout/debug_file.h"
#include "tools/model/case_name.h"
#include "tools/model/text_table.h"

namespace pawl {
namespace {

// Without what a template is made of: "planted::Entry" of "planted::Entry<long int>".
std::string_view WithoutArguments(std::string_view name) {
  if (!name.ends_with('>')) return name;
  int depth = 0;
  for (size_t at = name.size(); at-- > 0;) {
    if (name[at] == '>') ++depth;
    if (name[at] == '<' && --depth == 0) return name.substr(0, at);
  }
  return name;
}

bool EndsIn(std::string_view name, std::string_view part) {
  if (!name.ends_with(part)) return false;
  return name.size() == part.size() || name.substr(0, name.size() - part.size()).ends_with("::");
}

bool Is(const TypeLayout& layout, const std::string& name) {
  return EndsIn(layout.name, name) || EndsIn(WithoutArguments(layout.name), name);
}

// What a user may have meant: the name with all of its namespaces, some and none. "::" within a template's arguments or
// a function's name begins no part.
void AddNames(const std::string& name, std::vector<std::string>& names) {
  names.push_back(name);
  int depth = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '<' || name[at] == '(') ++depth;
    if (name[at] == '>' || name[at] == ')') --depth;
    if (depth == 0 && name.compare(at, 2, "::") == 0) names.push_back(name.substr(at + 2));
  }
}

absl::Status NoSuchType(const std::string& binary, const std::string& type, const std::vector<TypeLayout>& all) {
  std::vector<std::string> names;
  for (const TypeLayout& layout : all) AddNames(layout.name, names);
  const std::string nearest = Nearest(type, names);
  return absl::NotFoundError(
      fmt::format("{}: its debug information defines no struct or class {} with members{}", binary,
                  Quoted(type, TextStyle::kTerminal),
                  nearest.empty() ? "; only what the program uses is there"
                                  : fmt::format("; did you mean {}?", Quoted(nearest, TextStyle::kTerminal))));
}

}  // namespace

absl::StatusOr<std::vector<TypeLayout>> ReadLayouts(const std::string& binary, const std::vector<std::string>& types) {
  DebugFile file;
  if (absl::Status status = file.Open(binary); !status.ok()) return status;
  Collection collection;
  if (absl::Status status = collection.AddUnits(file.dwarf()); !status.ok()) {
    return absl::Status(status.code(), binary + ": " + std::string(status.message()));
  }
  std::vector<TypeLayout> all = collection.Take();
  if (types.empty()) return all;
  std::vector<bool> chosen(all.size());
  std::vector<TypeLayout> in_order;  // of `types`, each once
  for (const std::string& type : types) {
    bool found = false;
    for (size_t i = 0; i < all.size(); ++i) {
      if (!Is(all[i], type)) continue;
      found = true;
      if (!chosen[i]) in_order.push_back(all[i]);
      chosen[i] = true;
    }
    if (!found) return NoSuchType(binary, type, all);
  }
  return in_order;
}

}  // namespace pawl
