#ifndef PAWL_TOOLS_CLI_ACCEPT_BINARY_H_
#define PAWL_TOOLS_CLI_ACCEPT_BINARY_H_

#include <optional>
#include <string>

#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"

// Which accepted binary a case has after `.accept`. `live` is a run that compared the measured binary with the accepted
// ones; null if there was nothing to compare with. Pure.
namespace pawl {

// Whether the case is compared with the binary of the new `record` from now on, instead of that of the `stored` one.
// Not if it is as fast as that, or small steps would add up to any slowdown; nor if nothing was compared, unless the
// old one is `expendable`: no store has it, or somebody gave a reason.
bool TakesBinary(const Record& stored, const Record& record, const Result* live, bool expendable);

// Why the old binary stays although it was not compared, and the way out; empty if it goes, or was.
std::string WhyOldStays(const Record& stored, const Record& record, const Result* live, bool expendable);

// How a case that is slower than its accepted binary is told of among the worse numbers; nullopt if it is not.
std::optional<std::string> SlowerThanAccepted(const std::string& case_name, const Result* live);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_BINARY_H_
