#ifndef PAWL_TOOLS_CLI_SMOKE_RUN_H_
#define PAWL_TOOLS_CLI_SMOKE_RUN_H_

#include "tools/cli/plan.h"
#include "tools/model/result.h"
#include "tools/runner/worker.h"

namespace pawl {

// Runs every case of the gate set once and compares answers; the rows are `run` rows, ok or error. Refuses everything
// about the plan that the gate would: names that do not exist in claims, limits, mutes and requirements, and declared
// counters that no case sets, which a gate sees only if neither a filter nor shards split it. Takes no lock, times
// nothing and asks for no date: a mute expires in the gate alone, since this test is served from a cache. Never fails:
// what goes wrong stands in the result.
Result SmokePlan(const Plan& plan, WorkerFactory& factory);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SMOKE_RUN_H_
