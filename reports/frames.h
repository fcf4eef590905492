#ifndef PAWL_REPORTS_FRAMES_H_
#define PAWL_REPORTS_FRAMES_H_

#include <map>
#include <string>

#include "tools/model/profile_difference.h"

namespace pawl {

// A function as its callers reach it, what it and all that it calls cost, and how wide a flame graph draws it.
struct Frame {
  CostChange cost;
  double width = 0;  // cost units; at least the children's widths together
  std::map<std::string, Frame> children;
};

// Below this share of the whole width a frame is less than a pixel of a wide screen.
inline constexpr double kNarrowestFrame = 1e-3;

// All stacks of a profile or of two, merged from their outermost callers on. O(frames of all stacks * log).
Frame FrameTree(const ProfileDifference& difference);

}  // namespace pawl

#endif  // PAWL_REPORTS_FRAMES_H_
