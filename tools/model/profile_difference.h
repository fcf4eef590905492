#ifndef PAWL_TOOLS_MODEL_PROFILE_DIFFERENCE_H_
#define PAWL_TOOLS_MODEL_PROFILE_DIFFERENCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

namespace pawl {

// One cost on two sides, per iteration in the base unit of the metric. Absent from a side is 0 there: a profile lists
// what costs something, the smallest left out.
struct CostChange {
  double before = 0;
  double after = 0;

  double Delta() const { return after - before; }
  // Costs are slopes between two counts, whose last digits are arithmetic's and not the program's.
  bool Changed() const;
};

struct StackChange {
  std::vector<std::string> frames;  // outermost first; never empty
  CostChange cost;
};

// All stacks that end in one call site (see CallSite).
struct SiteChange {
  std::string function;  // the site's own frame
  CostChange cost;       // of all its stacks
  std::vector<StackChange> stacks;
};

// What became of one metric of one case. Sites and the stacks of a site stand worst first: the largest growth, down to
// the smallest, then the largest saving, then the unchanged, dearest first.
struct ProfileDifference {
  std::string case_name;
  std::string metric;
  std::string instrument;  // name and version, the same on both sides
  bool compared = true;    // false: there is one side only, `after`, and every `before` is 0
  CostChange total;        // stacks too small to be listed included
  std::vector<SiteChange> sites;
  std::string note;  // what the profiles do not show, of either side
};

// `before` may be nullptr: no other side. Stacks are the same if all their frames are. kFailedPrecondition,
// "incomparable: heaptrack 1.4.0 -> heaptrack 1.5.0 ...", if the instruments or their versions differ: they count by
// rules of their own. REQUIRES: both are of one metric. O(stacks log stacks).
absl::StatusOr<ProfileDifference> Difference(const Profile* before, const Profile& after);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_PROFILE_DIFFERENCE_H_
