#ifndef PAWL_TOOLS_STATS_GROWTH_H_
#define PAWL_TOOLS_STATS_GROWTH_H_

#include <vector>

#include "tools/model/evidence.h"

namespace pawl::stats {

// How time grows with size, for every series of at least three cases whose names differ in one key only, each with a
// positive number and a floor. A name with two such keys is in a series of each. The exponent is the slope of the least
// squares line through (log size, log floor): 1 is linear, 2 quadratic, near 0 constant; n log n reads slightly
// above 1. In the order in which the cases name the series. Shown, never judged: two ends of a range may well grow
// differently, which `worst_factor` tells. Pure; O(cases log cases).
std::vector<GrowthEvidence> FitGrowth(const std::vector<CaseEvidence>& cases);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_GROWTH_H_
