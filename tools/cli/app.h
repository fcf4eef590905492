#ifndef PAWL_TOOLS_CLI_APP_H_
#define PAWL_TOOLS_CLI_APP_H_

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "reports/html.h"

namespace pawl {

// The `pawl` program: parses `args` (without the program's name), runs the command, prints to `out` and `err`, and
// returns the exit code of DESIGN's table. No path that printed an error returns 0. `page` draws the figures of a
// report, which has none without it.
int Run(const std::vector<std::string>& args, std::ostream& out, std::ostream& err,
        const std::optional<PageScript>& page = {});

// Whether `args` is a command line that Run() would not refuse before it runs the command, which this doesn't. An error
// says what Run() would print.
absl::Status CheckCommandLine(const std::vector<std::string>& args);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_APP_H_
