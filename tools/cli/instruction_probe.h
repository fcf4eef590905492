#ifndef PAWL_TOOLS_CLI_INSTRUCTION_PROBE_H_
#define PAWL_TOOLS_CLI_INSTRUCTION_PROBE_H_

#include <memory>

#include "tools/runner/profiler.h"
#include "tools/runner/worker.h"

namespace pawl {

// The instructions of a case by function, counted as a gate counts them, for a build that no gate has counted. Runs the
// case natively first, so that one that crashes is told from one that valgrind cannot run. `factory` is borrowed.
//
// Missing: whatever a gate would not count (no valgrind, a sanitizer, an iteration that is too long). An error: a
// worker that does not start, a case that the binary lacks or that fails.
std::unique_ptr<Profiler> NewInstructionProbe(WorkerFactory& factory);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_INSTRUCTION_PROBE_H_
