#ifndef PAWL_TOOLS_CLI_ACCEPT_H_
#define PAWL_TOOLS_CLI_ACCEPT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/acceptor.h"
#include "tools/gate/limits.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"

namespace pawl {

// Whether the options make sense, before anything is measured: InvalidArgument for a bad pattern or an unknown metric.
absl::Status CheckOptions(const AcceptOptions& options);

// Turns two complete measurements of the same binary into a stored baseline. Pure.
//
// Refuses (FailedPrecondition) if a run has errors or a case with one, if a null control (a live pair of identical
// binaries) is called regressed or improved, if a counted number differs between the runs by more than its limit, or if
// the two ratios of floors are further apart than the gate's warning level for the noise within each run, if a limit
// that somebody wrote is narrower than the noise of what it limits, or if the runs disagree on a declared counter by
// more than its limit; then nothing may be written. Refuses (InvalidArgument, with a command for each case) numbers
// that are worse than the stored ones without a reason and a scope, a pattern that matches no case, and what
// CheckOptions refuses.
//
// Every record that is taken carries the source hash of the runs. A number within the limit of its stored one stays,
// and only gets the new hash. Records of other cases, metrics and keys than the accepted ones are kept as they are;
// records of cases that no longer exist and of metrics that nobody declares are dropped when everything is accepted,
// those of counters that their case no longer sets when the case is. `cases` are all cases of the binary.
//
// The measured binary becomes a case's accepted one where none is named, and with a number that changes or is renewed.
// Otherwise the row of time in `live`, which compared with the accepted binaries, decides: a slower case needs a reason
// like any worse number; a faster one, or one whose binary is gone, takes the new binary; one that is as fast keeps the
// old, or small steps would add up to any slowdown, and one that could not be compared does without a reason. `live` is
// null if all that is named is the measured binary.
absl::StatusOr<Acceptance> Accept(const StoredBaseline& stored, const Result& first, const Result& second,
                                  const std::vector<std::string>& cases, const Limits& limits,
                                  const AcceptOptions& options, const Result* live = nullptr);

// What the first of the two measurements tells already, as Accept() would: InvalidArgument for sizes and counted
// numbers that are worse than the stored ones without a reason and a scope, FailedPrecondition for a case that failed
// or whose counted numbers differ beyond their limit within the run. OK otherwise, and where the run has errors. Pure.
absl::Status CheckFirstRun(const StoredBaseline& stored, const Result& first, const Limits& limits,
                           const AcceptOptions& options);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_H_
