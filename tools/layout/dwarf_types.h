#ifndef PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_
#define PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_

#include <elfutils/libdw.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

// What debug information says of a type, and what follows from the x86-64 and AArch64 ABIs where it is silent. Debug
// information is somebody else's file: nothing here follows references deeper than types are nested.
namespace pawl {

// The attribute's value, also of the declaration elsewhere; nullopt if it has none, or that is no
// number of bytes or bits that a program can have.
std::optional<int64_t> NumberOf(Dwarf_Die& die, unsigned int attribute);

// Its DW_AT_name, also that of its declaration elsewhere; empty if it has none.
std::string NameOf(Dwarf_Die& die);

// The type that the DIE refers to by DW_AT_type; nullopt for void.
std::optional<Dwarf_Die> TypeOf(Dwarf_Die& die);

// nullopt if the debug information does not say. 0 for an array without bounds.
std::optional<int64_t> SizeOf(Dwarf_Die& type);

// The member's offset; nullopt if only a running program knows it, as of a virtual base class.
std::optional<int64_t> OffsetOf(Dwarf_Die& member);

// Whether the child of a struct takes room in its objects: neither static nor a function nor a type.
bool TakesRoom(Dwarf_Die& child);

// What is asked for by alignas, or by an attribute; 1 if nothing is.
int64_t RequestedAlignment(Dwarf_Die& die);

// Calls `call` with each child. Whether all were read: not if the debug information is damaged; dwarf_errmsg(-1) tells
// how then. It ends, as libdw takes a sibling that stands before its elder for damage.
bool ForEachChild(Dwarf_Die& parent, const std::function<void(Dwarf_Die&)>& call);

// What takes a walk through a type's members to know, once for each type of one file. Not thread-safe.
class TypeFacts {
 public:
  // At least 1.
  int64_t AlignmentOf(Dwarf_Die type) { return AlignmentOf(type, 0); }

  // Whether it is a struct or class (behind typedefs and qualifiers) whose objects have no data.
  bool IsEmpty(Dwarf_Die type) { return IsEmpty(type, 0); }

  // Whether it has a virtual base class, or one of its base classes has.
  bool HasVirtualBase(Dwarf_Die type) { return HasVirtualBase(type, 0); }

 private:
  int64_t AlignmentOf(Dwarf_Die& type, int depth);
  int64_t RecordAlignment(Dwarf_Die& type, int depth);
  bool IsEmpty(Dwarf_Die& type, int depth);
  bool HasVirtualBase(Dwarf_Die& type, int depth);

  // By where the type stands in the file. What is being found out has an answer already, which ends a loop of damaged
  // references.
  std::map<void*, int64_t> alignments_;
  std::map<void*, bool> empty_;
  std::map<void*, bool> virtual_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_DWARF_TYPES_H_
