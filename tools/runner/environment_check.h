#ifndef PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_
#define PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_

#include <filesystem>
#include <string>
#include <vector>

namespace pawl {

// States of this machine that make timings worse than they need to be, each a sentence that begins with the state's
// name: address randomisation, governor, turbo, load, CPU quota, other tests. Reads proc/ and sys/ under `root`; a file
// that is absent (containers hide many) says nothing. `cpus` are those that may be used, `own_test` is this test's
// TEST_TARGET. Build modes are not here: a worker says how it was built, and is refused.
std::vector<std::string> EnvironmentWarnings(int cpus, const std::string& own_test,
                                             const std::filesystem::path& root = "/");

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_ENVIRONMENT_CHECK_H_
