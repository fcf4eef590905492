#ifndef PAWL_TOOLS_STATS_ROBUST_H_
#define PAWL_TOOLS_STATS_ROBUST_H_

#include <span>

// Estimates of location and spread that a few wild values cannot move.
//
// Every function takes values in any order and unit and returns the same unit, keeps no reference to them, may be
// called from any thread, and costs a copy and a sort: O(n log n) time, O(n) memory. Every value must be finite and
// there must be enough of them; otherwise the call aborts. So an absent estimate is never a zero: the caller asks only
// when it has data.
namespace pawl::stats {

// The value below which a share 'p' in [0, 1] of the values lies; p = 0 is the minimum, p = 1 the maximum. Linear
// between the order statistics around position p * (n - 1): type 7 of Hyndman and Fan (1996). At least one value.
double Quantile(std::span<const double> values, double p);

// Quantile(values, 0.5).
double Median(std::span<const double> values);

// The mean of the middle half: the d_k of a process pair, from the log-ratios of its rounds. At least one value.
//
// The i-th smallest of m values stands for the interval [i-1, i] and weighs as much of it as lies within [m/4, 3m/4].
// So no m needs a special case: m = 1 gives the value, m = 2 the mean of both, m = 3 weighs 1/6, 4/6, 1/6, and m = 4
// gives the mean of the middle two. Odd: negating every value negates the result, so swapped sides show the same
// evidence. Steadier than the median on rounds that are nearly normal, and as deaf to a quarter of wild rounds at
// either end.
double InterquartileMean(std::span<const double> values);

// The sample standard deviation, dividing by n - 1. At least two values. Not robust; it is the spread that a limit of
// so many standard deviations is about.
double SampleSd(std::span<const double> values);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_ROBUST_H_
