#ifndef PAWL_TOOLS_CLI_COMMAND_SUPPORT_H_
#define PAWL_TOOLS_CLI_COMMAND_SUPPORT_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "tools/cli/accepted_builds.h"
#include "tools/cli/commands.h"
#include "tools/cli/live_run.h"
#include "tools/cli/plan.h"
#include "tools/cli/profile_run.h"
#include "tools/model/result.h"
#include "tools/model/verdict.h"
#include "tools/runner/worker.h"
#include "tools/store/binary_store.h"

// What several commands share.
namespace pawl {

// Its value; empty if it is not set.
std::string EnvironmentVariable(const char* name);

// Prints the error as `pawl` prints every error, and returns `code`.
int Fail(Output output, const absl::Status& status, int code = kExitError);

// The message of an error that names what is anybody's, such as names within archives, as a terminal may show it.
std::string Shown(const absl::Status& status);

// Shows one line of progress at a time on a terminal; silent elsewhere.
std::function<void(const std::string&)> Progress(Output output);
void EndProgress(Output output);

// Where the plan's perf_test keeps accepted binaries. What is wrong with the file that says so is why it keeps none.
BinaryStore StoreOf(const Plan& plan);

// Real workers, for as long as WithWorkers() runs.
struct Workers {
  WorkerFactory& factory;          // of the plan's binary
  std::optional<Against> against;  // the sides of a live comparison with the build that was named
  AcceptedBuilds& accepted;        // to compare the plan's binary with
};

// How long a worker may take for one answer. In a sweep the iterations may be long.
inline constexpr std::chrono::seconds kPatience{60};
inline constexpr std::chrono::seconds kPatienceInSweeps{600};

// Runs `use` with workers of the plan's binary and, if a path `against` is given, with those of that build. kNotFound,
// with the path, if there is no such file.
absl::Status WithWorkers(const Plan& plan, const std::string& against, const std::function<void(const Workers&)>& use,
                         std::chrono::seconds patience = kPatience);

// Adds the call sites that explain a finished run: of its suspects, or of everything that allocates if
// `all_allocating`; of the plan's binary, and of `against` if it is given, whose instructions are counted as well.
// Starts nothing if there are no such cases. What goes wrong is a warning of the result.
void AddCallSites(const Plan& plan, const std::string& against, bool all_allocating, const ProfilingOptions& options,
                  Result& result, RunProfiles& profiles);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMMAND_SUPPORT_H_
