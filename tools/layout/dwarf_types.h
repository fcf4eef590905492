#ifndef PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_
#define PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <optional>
#include <string>

// What debug information says of a type, and what follows from the x86-64 and AArch64 ABIs where it is silent. Debug
// information is somebody else's file: nothing here follows references deeper than types are nested.
namespace pawl {

// Its DW_AT_name, also that of its declaration elsewhere; empty if it has none.
std::string NameOf(Dwarf_Die& die);

// The type that the DIE refers to by DW_AT_type; nullopt for void.
std::optional<Dwarf_Die> TypeOf(Dwarf_Die& die);

// The type as it is written, without namespaces: "const char*", "int[4]".
std::string TypeName(const std::optional<Dwarf_Die>& type, int depth = 0);

// nullopt if the debug information does not say. 0 for an array without bounds.
std::optional<int64_t> SizeOf(Dwarf_Die& type);

// At least 1.
int64_t AlignmentOf(Dwarf_Die type, int depth = 0);

// Whether it is a struct or class (behind typedefs and qualifiers) of which no object has data.
bool IsEmpty(Dwarf_Die type, int depth = 0);

// The member's offset; nullopt if only a running program knows it, as of a virtual base class.
std::optional<int64_t> OffsetOf(Dwarf_Die& member);

// Whether the child of a struct takes room in its objects: neither static nor a function nor a type.
bool TakesRoom(Dwarf_Die& child);

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_
