#ifndef PAWL_TOOLS_LAYOUT_LAYOUT_H_
#define PAWL_TOOLS_LAYOUT_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

// Sizes and offsets are bytes.

inline constexpr char kBaseClass[] = "(base class)";

// A member that takes room in each object: also a base class (kBaseClass), the pointer to the virtual table
// ("_vptr.X"), and an anonymous union or struct as a whole ("(anonymous union)").
struct MemberLayout {
  std::string name;
  std::string type;    // as it is written, without namespaces
  int64_t offset = 0;  // of the first byte it has a bit in
  int64_t size = 0;    // 0 of an empty base class or a flexible array; of a bit-field, the bytes it has bits in
  int64_t alignment = 1;
  bool fixed = false;  // a base class or the pointer to the virtual table: the compiler puts it first
};

struct TypeLayout {
  std::string name;  // with its namespaces, and with the function that a local type is of
  int64_t size = 0;
  int64_t alignment = 0;
  int64_t cache_lines = 0;            // of 64 bytes, of an object that begins with one
  int64_t hole_bytes = 0;             // between members; 0 if it is not known where one is, as is padding_bytes
  int64_t padding_bytes = 0;          // behind the last
  std::vector<MemberLayout> members;  // by offset; as declared where that is the same
  std::string unordered;  // why no other order of its members can be proposed, as "has bit-fields"; empty: one can
};

// The structs and classes that the debug information (DWARF 3 to 5) of a binary for x86-64 or AArch64 defines in C and
// C++: of each name of `types`, fully qualified or without (some of) its namespaces, or without a template's arguments,
// every type that has it; all that have members, by name, if there are none. Each type is listed once.
//
// It costs some 50 ns per byte of .debug_info. Errors name the binary: kNotFound, if it, or one of `types`, is
// not there (with the nearest name); kUnavailable, if it cannot be opened; kInvalidArgument, if it is no linked ELF
// binary, or for another processor; kFailedPrecondition, with how to build it, if its debug information is missing, in
// other files, of other languages or without types; kDataLoss, if that is damaged.
absl::StatusOr<std::vector<TypeLayout>> ReadLayouts(const std::string& binary, const std::vector<std::string>& types);

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_LAYOUT_H_
