#ifndef PAWL_TOOLS_CLI_ACCEPT_RUNS_H_
#define PAWL_TOOLS_CLI_ACCEPT_RUNS_H_

#include "absl/status/status.h"
#include "tools/model/result.h"

namespace pawl {

// Whether two measurements may become a stored baseline at all: neither failed, machine and sources are the same, and
// no null control is flagged. FailedPrecondition otherwise. Pure.
absl::Status CheckRuns(const Result& first, const Result& second);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_RUNS_H_
