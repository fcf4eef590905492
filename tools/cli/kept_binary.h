#ifndef PAWL_TOOLS_CLI_KEPT_BINARY_H_
#define PAWL_TOOLS_CLI_KEPT_BINARY_H_

#include <string>

#include "absl/status/status.h"
#include "tools/cli/accept.h"
#include "tools/cli/command_support.h"
#include "tools/cli/plan.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"

// What `pawl accept` does about binaries: those that were accepted before, and the one that it measured.
namespace pawl {

// Whether a chosen case names another binary than the one that was measured, so that there is something to compare
// with.
bool NamesAnother(const StoredBaseline& stored, const AcceptOptions& options);

// Compares the measured binary with the accepted ones of the chosen cases, as a gate does. Adds to `accept.gone` those
// that no store has any more; one that is only out of reach is not among them.
Result MeasureAgainstAccepted(const Plan& plan, const Workers& workers, AcceptOptions& accept, Output output);

// Keeps the measured binary, whose content hash is `binary`, for gates to compare with, if `baseline` names it. An
// error says why it could not be kept: then the baseline must not name it.
// Prints a warning if the remote cache does not have it.
absl::Status KeepBinary(const Plan& plan, const StoredBaseline& baseline, const std::string& binary, Output output);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_KEPT_BINARY_H_
