#ifndef PAWL_TOOLS_STATS_MODES_H_
#define PAWL_TOOLS_STATS_MODES_H_

#include <span>

namespace pawl::stats {

// Whether the values fall into two heaps: code that is fast in some processes and slow in others, by how memory happens
// to be laid out. Only for saying why a comparison stayed undecided; it decides nothing.
//
// The rule: cut at the widest gap that leaves a fifth of the values or more on each side; two heaps if the heaps' means
// lie further apart than 4 x the larger standard deviation within a heap. At 20 normal values a false "two heaps" is
// rare (its test counts them), and more values make it rarer. False below 10 values. Every value must be finite. O(n
// log n).
bool TwoHeaps(std::span<const double> values);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_MODES_H_
