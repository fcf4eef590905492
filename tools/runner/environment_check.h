#ifndef PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_
#define PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_

#include <string>
#include <vector>

#include "tools/runner/surroundings.h"

namespace pawl {

// States of this machine that make timings worse than they need to be, each a sentence that begins with the state's
// name: address randomisation, governor, turbo, load, CPU quota, other tests. What is unknown says nothing, address
// randomisation excepted, on which the statistics rest. `cpus` are those that may be used. Build modes are not here: a
// worker says how it was built, and is refused. Pure.
std::vector<std::string> EnvironmentWarnings(const Surroundings& surroundings, int cpus);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_
