#ifndef PAWL_TOOLS_CLI_ACCEPT_LOG_H_
#define PAWL_TOOLS_CLI_ACCEPT_LOG_H_

#include <string>
#include <vector>

#include "tools/cli/baseline_history.h"

namespace pawl {

// The accepted values of one case, newest first, one line for each that is new, changed or gone: date, commit, metric,
// value, change and reason; the key where a metric has records under several. `revisions` are oldest first. Empty if no
// revision has the case. Pure.
std::string RenderLog(const std::vector<BaselineRevision>& revisions, const std::string& case_name);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_LOG_H_
