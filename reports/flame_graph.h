#ifndef PAWL_REPORTS_FLAME_GRAPH_H_
#define PAWL_REPORTS_FLAME_GRAPH_H_

#include <string>
#include <vector>

#include "tools/model/explanation.h"

namespace pawl {

// One self-contained HTML file: no script, nothing is fetched. For each compared metric of each explanation the call
// sites that changed, as a table, and a differential flame graph: an icicle whose frames are as wide as the larger of
// their two costs, marked by sign, word and colour, each focusable and labelled with function, before, after and
// change. Metrics without a change of any site, and frames below a thousandth of the width, are left out and counted.
// Pure; O(stacks * depth).
std::string RenderFlameGraph(const std::vector<Explanation>& explanations);

}  // namespace pawl

#endif  // PAWL_REPORTS_FLAME_GRAPH_H_
