#ifndef PAWL_TOOLS_STATS_RANK_TEST_H_
#define PAWL_TOOLS_STATS_RANK_TEST_H_

#include <cstddef>
#include <span>

namespace pawl::stats {

struct RankTest {
  double u = 0;        // of how many (a, b) pairs b is the larger one; a tie counts half
  double p = 1;        // two-sided, in (0, 1]
  bool exact = false;  // p counts every arrangement; false: from the normal approximation
};

// Up to so many values, p is exact.
inline constexpr size_t kMostExactValues = 64;

// The two-sided test of Mann and Whitney (1947): how likely ranks so unlike would be if all values of both sides were
// drawn independently from one distribution. Ties share their mean rank, and p is then that of the permutations of the
// ranks at hand (Streitberg and Roehmel, 1986), twice the smaller tail. Swapped sides give the same p.
//
// Independence is the caller's to know, and repetitions of one process don't have it: they share the process's layout
// and the machine's state. There a small p says that two *processes* were unlike, which those of identical code are,
// too (docs/methods.md). So nothing in Pawl decides by it.
//
// At least one value on each side, every one finite; otherwise aborts. Up to kMostExactValues values O(n^4) time in
// their number n (20 ms at 64) and O(n^3) memory; above, O(n log n) time, with corrections for ties and continuity.
RankTest CompareRanks(std::span<const double> a, std::span<const double> b);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_RANK_TEST_H_
