#ifndef PAWL_REPORTS_HISTORY_H_
#define PAWL_REPORTS_HISTORY_H_

#include <vector>

#include "reports/components.h"
#include "reports/figures.h"
#include "reports/markup.h"
#include "tools/model/accepted_history.h"

namespace pawl {

// The numbers of one component that were accepted, commit by commit, and what this run measured; those that moved most,
// if there are more than can be told apart. Empty without a script, and where none was accepted twice or all were 0
// once.
Markup HistoryFigure(const Component& component, const ComponentCases& target,
                     const std::vector<AcceptedHistory>& histories, Figures& figures);

}  // namespace pawl

#endif  // PAWL_REPORTS_HISTORY_H_
