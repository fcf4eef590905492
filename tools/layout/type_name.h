#ifndef PAWL_TOOLS_LAYOUT_TYPE_NAME_H_
#define PAWL_TOOLS_LAYOUT_TYPE_NAME_H_

#include <elfutils/libdw.h>

#include <optional>
#include <string>

namespace pawl {

// The type as it is written, without namespaces: "const char*", "int[4]". nullopt is void.
std::string TypeName(const std::optional<Dwarf_Die>& type);

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_TYPE_NAME_H_
