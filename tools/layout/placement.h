#ifndef PAWL_TOOLS_LAYOUT_PLACEMENT_H_
#define PAWL_TOOLS_LAYOUT_PLACEMENT_H_

#include <cstdint>
#include <vector>

#include "tools/layout/layout.h"

namespace pawl {

// Puts a type's members one behind another, as the x86-64 and AArch64 ABIs do. What is fixed keeps its place.
class Placement {
 public:
  // Takes all members, by offset. The compiler may put members into a base class's padding, and has done so if the
  // first of the others lies there; then the next is placed there, too.
  explicit Placement(const std::vector<MemberLayout>& members);

  // Sets the offset of a member that is not fixed.
  void Place(MemberLayout& member);

  // Of the first byte behind all that is placed.
  int64_t end() const { return end_; }

  // What the type's size is with no further member.
  int64_t SizeFor(int64_t alignment) const;

 private:
  int64_t end_ = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_LAYOUT_PLACEMENT_H_
