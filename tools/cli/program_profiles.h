#ifndef PAWL_TOOLS_CLI_PROGRAM_PROFILES_H_
#define PAWL_TOOLS_CLI_PROGRAM_PROFILES_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

namespace pawl {

// Takes the profiles of one case from a benchmark binary now: its heap by heaptrack, found by `search_path`, and its
// instructions under valgrind. Waits for the machine-wide measuring lock, as a gate does. `side` of the answer is the
// program's path, and says so if it is built without optimization, since that alone changes every number.
//
// What one of the instruments can't give stands in `missing`. An error, with the program, the cause and what to do:
// kNotFound if it is no worker, can't be executed, lacks the case, or was built with a sanitizer or for coverage;
// others if no instrument has given anything. At least one profile is in the answer.
absl::StatusOr<Profiles> ProfileProgram(const std::string& program, const std::string& case_name,
                                        const std::string& search_path,
                                        const std::function<void(const std::string&)>& progress);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PROGRAM_PROFILES_H_
