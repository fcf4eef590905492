#ifndef PAWL_TOOLS_CLI_PROFILE_STORE_H_
#define PAWL_TOOLS_CLI_PROFILE_STORE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

// The profiles of what was accepted, in the user's cache: too large for the committed baseline, and only ever an
// explanation. Whoever has none profiles the accepted build again.
namespace pawl {

// $XDG_CACHE_HOME/pawl/profiles/<hash of target and build key>.json, by default in ~/.cache. `build_key` is the one of
// a Result's environment: a stack of another compiler's code explains nothing. kFailedPrecondition if neither variable
// names an absolute path, as in a test.
absl::StatusOr<std::filesystem::path> AcceptedProfilesPath(std::string_view target, std::string_view build_key);

// `stored` with everything that `fresh` says in place of what it said of the same case and metric by the same
// instrument. What `fresh` does not mention stays: accepting one case says nothing of another.
Profiles MergeProfiles(Profiles stored, const Profiles& fresh);

// Puts `profiles` into the file of its target, at once; what the file knows of other cases stays, a damaged file is
// replaced. Errors name the path.
absl::Status WriteAcceptedProfiles(const Profiles& profiles, std::string_view build_key);

// kNotFound, with the command that stores them, if there are none; an error with the path and what to do if the file is
// damaged or of another target.
absl::StatusOr<Profiles> ReadAcceptedProfiles(std::string_view target, std::string_view build_key);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PROFILE_STORE_H_
