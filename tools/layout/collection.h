#ifndef PAWL_TOOLS_LAYOUT_COLLECTION_H_
#define PAWL_TOOLS_LAYOUT_COLLECTION_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/layout/dwarf_types.h"
#include "tools/layout/layout.h"

namespace pawl {

// Gathers the types of one binary, each once. It reads what C and C++ compilers wrote: other languages lay out their
// types by other rules.
class Collection {
 public:
  // Once. Fails if not everything could be read, or there was nothing to read, as ReadLayouts does; but its errors do
  // not name the binary.
  absl::Status AddUnits(Dwarf* dwarf);

  // Those that have members, by name.
  std::vector<TypeLayout> Take();

 private:
  // Two types of one name differ in what their objects look like.
  using Key = std::tuple<std::string, int64_t, std::vector<std::pair<int64_t, std::string>>>;

  void Scope(Dwarf_Die& scope, const std::string& prefix, int depth);
  void Declare(Dwarf_Die& scope, const std::string& prefix, int depth);
  void Child(Dwarf_Die& child, const std::string& prefix, int depth);
  void Record(Dwarf_Die& type, const std::string& given_prefix, const std::string& name, int depth);
  std::string PrefixOf(Dwarf_Die& type, const std::string& prefix) const;

  std::map<Key, TypeLayout> layouts_;
  TypeFacts facts_;
  std::string damage_;  // the first, in words
  bool any_type_ = false;
  std::unordered_map<const void*, int> entered_;               // how often, of scopes
  std::unordered_map<const void*, std::string> declarations_;  // prefixes of types that are only declared
};

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_COLLECTION_H_
