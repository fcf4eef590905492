#ifndef PAWL_TOOLS_STATS_CLAIM_TEST_H_
#define PAWL_TOOLS_STATS_CLAIM_TEST_H_

#include <optional>
#include <vector>

#include "tools/stats/e_process.h"
#include "tools/stats/floors.h"

// Decides, process by process, whether a promise such as "time <= 0.25 * baseline" is kept by two different
// implementations.
//
// Their ratio really moves with the state of the machine, by 2 to 30 % between processes, so the symmetry that
// e_process.h asks for is not given and its evidence alone may not turn anything red. A second witness with other
// faults is heard, the ratio of floors (floors.h): it is deaf to the machine's slow mode, but has no error level. So a
// claim is
//
//   broken     when the e-process against the claimed factor rejects and the ratio of floors is beyond the factor;
//   holding    when the ratio of floors over 8 processes or more is within the factor (equality is within);
//   exhausted  when neither came about by the cap: the witnesses disagree or the evidence is thin.
//
// The two cannot both apply: one needs floors beyond the factor, the other within. 'holds' is no proof of the factor: a
// claim that is broken by less than the floors' own noise may pass, as it should, since a claim is meant to have a
// margin of at least 3 x the recorded spread.
namespace pawl::stats {

enum class Relation { kAtMost, kAtLeast };  // contender <= factor * reference, contender >= factor * reference.

struct ClaimTestOptions {
  double factor = 1;  // Claimed contender / reference, finite and positive.
  Relation relation = Relation::kAtMost;
  double alpha = 1e-5;     // Level of a case, as in PairTestOptions.
  int alpha_shares = 1;    // How many red boundaries of the case share alpha, >= 1: this one included.
  int min_processes = 8;   // Two of five processes sit in the slow mode; that all 8 do has probability 0.4^8 < 0.1 %.
  int max_processes = 80;  // As many as PairTest's pairs.
  int suspicion_processes = 160;  // Cap when E against the claim is 10 or more at max_processes.
};

enum class ClaimState { kUndecided, kHolds, kBroken, kExhausted };

// Not synchronized. 24 bytes a process.
class ClaimTest {
 public:
  // Aborts unless the options are as their comments say and 1 <= min_ <= max_ <= suspicion_processes.
  explicit ClaimTest(const ClaimTestOptions& options);

  // One fresh process that ran both sides, in time order: the interquartile mean of its rounds' log(contender /
  // reference) per iteration, and each side's ProcessFloorNs. Aborts unless all are finite and the floors positive. A
  // decision is final: later processes are ignored.
  void Add(double log_ratio, double contender_floor_ns, double reference_floor_ns);

  ClaimState state() const { return state_; }

  // The processes that the state rests on: their number, ratio of floors, and its noise.
  const FloorRatio& floors() const { return floors_; }

  // Natural logarithm of the largest E so far against "the claim is kept"; >= 0.
  double BrokenMaxLogE() const { return broken_.MaxLogE(); }

  // Median of the log-ratios; nullopt before the first process. May lie on the other side of the factor than the
  // floors.
  std::optional<double> MedianLogRatio() const;

 private:
  bool FloorsWithinFactor() const;
  ClaimState Look() const;

  ClaimTestOptions options_;
  EProcess broken_;
  FloorRatio floors_;
  std::vector<double> log_ratios_;
  ClaimState state_ = ClaimState::kUndecided;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_CLAIM_TEST_H_
