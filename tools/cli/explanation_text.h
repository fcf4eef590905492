#ifndef PAWL_TOOLS_CLI_EXPLANATION_TEXT_H_
#define PAWL_TOOLS_CLI_EXPLANATION_TEXT_H_

#include <string>

#include "tools/model/explanation.h"

namespace pawl {

// As people read it in a terminal: for each metric the two totals with instrument, version and sides, then the call
// sites (of heap metrics) or functions (of instructions) that changed, worst first, each with the path that leads there
// and what else changed at the same place; then what could not be compared or profiled, with the reason. Ends in a
// newline.
std::string RenderExplanation(const Explanation& explanation);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_EXPLANATION_TEXT_H_
