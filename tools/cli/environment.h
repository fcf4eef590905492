#ifndef PAWL_TOOLS_CLI_ENVIRONMENT_H_
#define PAWL_TOOLS_CLI_ENVIRONMENT_H_

#include <map>
#include <string>
#include <vector>

#include "tools/cli/plan.h"
#include "tools/model/result.h"
#include "tools/runner/machine.h"

namespace pawl {

// What a worker of these facts is measured on and with; without keys of instructions and sources. The commit is that of
// the plan's status file, as Bazel stamps it; empty outside a work tree.
Environment DescribeEnvironment(const Plan& plan, const std::map<std::string, std::string>& facts,
                                const Machine& machine);

// The worker's facts as a build key.
std::string BuildKeyOf(const std::map<std::string, std::string>& facts, const std::vector<std::string>& flags);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ENVIRONMENT_H_
