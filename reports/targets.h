#ifndef PAWL_REPORTS_TARGETS_H_
#define PAWL_REPORTS_TARGETS_H_

#include <vector>

#include "reports/markup.h"
#include "tools/model/result.h"

namespace pawl {

// Per target: what it ran on and with, how the run went, and its commands.
Markup TargetsSection(const std::vector<Result>& results, Ids& ids);

}  // namespace pawl

#endif  // PAWL_REPORTS_TARGETS_H_
