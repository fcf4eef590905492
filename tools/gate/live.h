#ifndef PAWL_TOOLS_GATE_LIVE_H_
#define PAWL_TOOLS_GATE_LIVE_H_

#include <optional>
#include <set>

#include "tools/model/evidence.h"
#include "tools/model/limit.h"
#include "tools/model/result.h"

namespace pawl {

// What a live comparison is judged by, beside its evidence.
struct LiveInput {
  Limit limit;                            // of `time`: theta and margin
  int red_boundaries = 1;                 // of the case, which share its error budget: RedBoundaries()
  std::string accepted = {};              // content hash of the accepted binary; empty: somebody named another build
  std::optional<double> recorded_spread;  // SD of the null pairs' log-ratios, as accepted
  bool same_work = true;  // counts of allocations (and instructions) are exactly those accepted, or unknown
  // Compares two builds of which neither is accepted: what the sides have in common decides, so an improvement has to
  // survive the same suspicions as a regression.
  bool symmetric = false;
  std::optional<int> max_pairs = {};  // look for so long before it is noise; nullopt: as PairTestOptions
  bool out_of_time = false;           // what is still undecided becomes unstable
  bool final = false;                 // the last look: an interval is worth its milliseconds
};

struct LiveJudgement {
  Row row;
  // The sides, as LiveSide, that another group of processes should have to decide more; empty if all is decided.
  std::set<int> wanted;
};

// The `time` row of one case that was timed in pairs with the accepted binary.
//
// The sequential test of tools/stats/pair_test.h says regressed, improved, ok (shown unchanged within the margin) or,
// at its cap, unstable with the reason: noise, bimodal or budget. A regression then has to survive two suspicions, for
// which more groups are asked:
//   * the null control, a second copy of the accepted binary: if that is "different" too, what tells the sides apart is
//     not their code, and the row is an error; if its log-ratios scatter 3 x more than when the case was accepted, the
//     machine is too noisy now, and the row is unstable;
//   * the layout, unless the contender does different work: two more link orders of the contender are timed, and one of
//     them has to be regressed as well (two of three), or the row is `unstable (layout)`.
// Both can only take a red away, never add one, so they cost nothing of the error budget. An improvement has to survive
// them in a symmetric comparison only: a gate does not fail by it.
//
// Identical binaries are a null control: their time can't differ, so `regressed` or `improved` is an error. The
// accepted binary itself, though, is `ok` without a single pair: most gates judge unchanged code, and bytes prove more
// than pairs.
LiveJudgement JudgeLive(const LiveEvidence& live, const LiveInput& input);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_LIVE_H_
