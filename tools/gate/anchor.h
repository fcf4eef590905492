#ifndef PAWL_TOOLS_GATE_ANCHOR_H_
#define PAWL_TOOLS_GATE_ANCHOR_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/gate/gate.h"

namespace pawl {

// Rows `anchor:<metric>` of every gated case that the anchor has a record of: the pinned numbers of the last release,
// with which ten small accepted steps add up. Judged as the stored numbers are, by the limits of AnchorLimit and
// kAnchorFactor. They are ok, regressed, unstable or incomparable; what is absent, new or failed stands in the stored
// rows already, and being better than the last release is no news. None without an anchor.
std::vector<Row> AnchorRows(const Evidence& evidence, const GateInput& input,
                            std::set<std::pair<std::string, std::string>>& undecided);

// One note that names the anchor's cases which neither the benchmark nor the stored baseline has any more: a renamed
// one starts to add up its steps anew, unnoticed. A note and not a row: that the case is gone was accepted, or a
// `missing` row of the stored baseline says so; what is left is to tidy the anchor, and that is no reason to fail
// whoever runs the gate next. Empty if there is none.
std::vector<std::string> NotesOnLostAnchors(const GateInput& input);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_ANCHOR_H_
