#ifndef PAWL_REPORTS_FLAMES_H_
#define PAWL_REPORTS_FLAMES_H_

#include "reports/figures.h"
#include "reports/markup.h"
#include "tools/model/explanation.h"

namespace pawl {

// A flame graph for each profile of one case, of its difference where there are two sides. Frames less than a pixel
// wide are left out, with all that they call. Empty without a script.
Markup FlameFigures(const Explanation& explanation, Figures& figures);

}  // namespace pawl

#endif  // PAWL_REPORTS_FLAMES_H_
