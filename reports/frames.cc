#include "reports/frames.h"

#include <algorithm>

namespace pawl {
namespace {

// A parent is as wide as its children, which may be wider together than it is on either side: what one saves another
// may have grown by.
double Measure(Frame& frame) {
  double children = 0;
  for (auto& [function, child] : frame.children) children += Measure(child);
  return frame.width = std::max({frame.cost.before, frame.cost.after, children, 0.0});
}

}  // namespace

Frame FrameTree(const ProfileDifference& difference) {
  Frame root;
  for (const SiteChange& site : difference.sites) {
    for (const StackChange& stack : site.stacks) {
      Frame* at = &root;
      at->cost.before += stack.cost.before;
      at->cost.after += stack.cost.after;
      for (const std::string& function : stack.frames) {
        at = &at->children[function];
        at->cost.before += stack.cost.before;
        at->cost.after += stack.cost.after;
      }
    }
  }
  Measure(root);
  return root;
}

}  // namespace pawl
