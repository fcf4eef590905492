#ifndef PAWL_TOOLS_CLI_RUN_H_
#define PAWL_TOOLS_CLI_RUN_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "tools/cli/live_runs.h"
#include "tools/cli/plan.h"
#include "tools/cli/selection.h"
#include "tools/cli/sharding.h"
#include "tools/cli/sizes.h"
#include "tools/model/profile.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"
#include "tools/model/verdict.h"
#include "tools/runner/measurement.h"
#include "tools/runner/worker.h"

namespace pawl {

struct RunOptions {
  Scope scope = Scope::kGate;
  std::string filter;
  Shard shard;
  uint64_t seed = 0;
  // Of the test; a plan that does not fit into kUsableShare of it fails as soon as its iterations are calibrated.
  std::optional<std::chrono::seconds> time_limit;
  // When what is still undecided becomes unstable: DeadlineOf(time_limit).
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  bool strict_environment = false;  // a state of the machine that makes timings worse is an error, not a warning
  int min_processes = 0;            // time every pair over at least so many, decided or not
  std::optional<Against> against;   // compare live with this build, and with no accepted binary
  // Compare live with the accepted binaries that the stored baseline names; null: not, and no row says so.
  AcceptedOpener open_accepted = nullptr;
  bool alone = true;         // waits for the machine-wide measuring lock; false if nothing is really measured
  std::string today;         // YYYY-MM-DD, which tells expired mutes; empty: none has expired
  std::set<Verdict> strict;  // these block, too, beside those of the plan
  bool ratchet = false;      // an improvement blocks, whatever the plan says
  // Between two processes of a pair that looks suspicious, so that they are spread over more of the machine's episodes.
  std::chrono::milliseconds suspicion_pause{300};
  LibraryProbe library_probe = ProbeLibrary;
  // Told what is going on, a line at a time without newline.
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

// Measures the plan's cases with workers of `factory`, judges them and returns everything that was seen. Never fails:
// what goes wrong stands in the result's errors or in a row. `profiles`, if given, becomes what the instruments saw of
// each judged case: too large for a result, and nothing is decided by it.
Result RunPlan(const Plan& plan, const RunOptions& options, WorkerFactory& factory, Profiles* profiles = nullptr);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_RUN_H_
