#ifndef PAWL_TOOLS_STATS_FLOORS_H_
#define PAWL_TOOLS_STATS_FLOORS_H_

#include <optional>
#include <span>
#include <vector>

// The ratio of floors: the only figure of two implementations' times that may be stored and compared later.
//
// A machine's slow mode multiplies times by 1.4 to 2, hits different code differently, lasts up to minutes and only
// ever adds. So each side is reduced to the time of its undisturbed slices before anything is divided. Medians do not
// survive this: between two runs of the same code the ratio of medians moved by more than 10 % in 30 % of cases, the
// ratio of floors over 8 processes in 3 %.
namespace pawl::stats {

// A side's floor in one process: the 10th percentile of its slices' nanoseconds per iteration. Not the minimum, which
// one slice with a clock hiccup decides. At least one value, every one finite and positive; otherwise aborts.
double ProcessFloorNs(std::span<const double> slice_ns_per_iteration);

// Limits of the ratio, contender / reference.
struct RatioRange {
  double low;
  double high;
};

// Gathers the floors of fresh processes, in the order in which they ran. Not synchronized. 16 bytes a process.
class FloorRatio {
 public:
  // Processes that a stored ratio is taken over, and so the group whose noise is asked for. Over 8 the ratio still
  // moved by up to 41 % within half a minute, over 16 by up to 14 %.
  static constexpr int kDefaultGroup = 16;

  // One process: the ProcessFloorNs of each side. Aborts unless both are finite and positive.
  void Add(double contender_floor_ns, double reference_floor_ns);
  // A process for each pair of entries. Aborts unless there are as many of either.
  void Add(std::span<const double> contender_floors_ns, std::span<const double> reference_floors_ns);

  int processes() const { return static_cast<int>(contender_ns_.size()); }

  // (min over processes of the contender's floor) / (min of the reference's): below 1 the contender is faster. The two
  // minima may come from different processes; that is the point, since a process seldom lets both sides run
  // undisturbed. Aborts without a process. O(processes).
  double ratio() const;

  // The noise of the ratio, as '.accept' records it: the sample standard deviation of log(ratio of floors) over
  // consecutive groups of 'group' >= 1 processes; 0.02 means 2 %. Processes after the last complete group are left out,
  // since a smaller group is noisier. nullopt below two groups. With two or three groups it is itself known to a factor
  // of 2 at best.
  std::optional<double> Spread(int group = kDefaultGroup) const;

  // The smallest and the largest ratio after leaving out one group at a time (processes after the last complete group
  // belong to the last). Says how far the ratio hinges on a single group: equal ends mean on none. It is no confidence
  // interval: it has no coverage, covers no drift beyond the run, and always contains ratio(). For display. nullopt
  // below two groups.
  std::optional<RatioRange> LeaveOneGroupOut(int group = kDefaultGroup) const;

 private:
  std::vector<double> contender_ns_;
  std::vector<double> reference_ns_;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_FLOORS_H_
