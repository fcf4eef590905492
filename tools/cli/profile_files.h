#ifndef PAWL_TOOLS_CLI_PROFILE_FILES_H_
#define PAWL_TOOLS_CLI_PROFILE_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

namespace pawl {

// Beside result.json, in the outputs of a gate: the build that was judged, and what it was judged against.
inline constexpr std::string_view kProfilesFile = "profiles.json";
inline constexpr std::string_view kOtherProfilesFile = "profiles_against.json";

// Whether the file is a compiled program of this kind of system, which holds no profiles but may give some.
bool IsProgram(const std::string& path);

// kNotFound if there is no such file; every error names it.
absl::StatusOr<Profiles> ReadProfiles(const std::filesystem::path& path);

// The profiles that `place` has of the target: a file of profiles, or a folder somewhere in which is a
// kProfilesFile (the unpacked outputs of a gate, from any machine). In a folder the target decides, and where no file
// is of the target, the case does: the other checkout may have named it otherwise. `side` of the answer is `place`,
// since each checkout calls itself the contender. kNotFound, with what to do
// instead: no such place, a script or an archive, or nothing of the target or the case in it. Other errors are of
// damaged files. All name the file.
absl::StatusOr<Profiles> FindProfiles(const std::string& place, std::string_view target, std::string_view case_name);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PROFILE_FILES_H_
