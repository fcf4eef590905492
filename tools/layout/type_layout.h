#ifndef PAWL_TOOLS_LAYOUT_TYPE_LAYOUT_H_
#define PAWL_TOOLS_LAYOUT_TYPE_LAYOUT_H_

#include <elfutils/libdw.h>

#include <optional>
#include <string>

#include "tools/layout/dwarf_types.h"
#include "tools/layout/layout.h"

namespace pawl {

// The layout of a struct or class that the DIE defines. nullopt if its size is unknown.
std::optional<TypeLayout> LayoutOf(Dwarf_Die& type, const std::string& name, TypeFacts& facts);

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_TYPE_LAYOUT_H_
