#include "tools/cli/profile_files.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// What people have at hand instead of profiles.
absl::Status RefuseOtherKinds(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  if (text->starts_with("#!")) {
    return absl::NotFoundError(
        fmt::format("{} is a script, and profiles or a benchmark binary are asked for: give the binary that it starts, "
                    "X_perf.runfiles/<workspace>/<package>/X_perf.bin beside it",
                    path));
  }
  if (text->starts_with("PK\x03\x04")) {
    return absl::NotFoundError(fmt::format("{} is an archive: `unzip {} -d FOLDER`, and give the folder", path, path));
  }
  return absl::OkStatus();
}

// In the order of their names, so that the same folder gives the same answer everywhere.
std::vector<fs::path> ProfileFilesIn(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() == kProfilesFile) paths.push_back(at->path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

bool IsProgram(const std::string& path) {
  constexpr std::string_view kMagic =
      "\x7f"
      "ELF";
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(kMagic.size(), '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file && start == kMagic;
}

absl::StatusOr<Profiles> ReadProfiles(const std::filesystem::path& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  return ProfilesFromJson(*text, path);
}

absl::StatusOr<Profiles> FindProfiles(const std::string& place, std::string_view target, std::string_view case_name) {
  std::error_code error;
  std::vector<fs::path> paths = {place};
  if (fs::is_directory(place, error)) {
    paths = ProfileFilesIn(place);
  } else if (absl::Status status = RefuseOtherKinds(place); !status.ok()) {
    return status;
  }
  std::optional<Profiles> of_case;
  absl::Status damage;
  for (const fs::path& path : paths) {
    absl::StatusOr<Profiles> profiles = ReadProfiles(path);
    if (!profiles.ok()) {
      damage = profiles.status();  // another file may be the one that is asked for
      continue;
    }
    if (!profiles->Mentions(case_name)) continue;
    const bool of_target = profiles->target == target;
    if (!of_target && of_case) continue;
    profiles->side = place;
    of_case = *std::move(profiles);
    if (of_target) return *of_case;
  }
  if (of_case) return *of_case;
  if (!damage.ok()) return damage;
  return absl::NotFoundError(
      fmt::format("{} has no profile of {}: a gate leaves call sites in {} only for what it suspects", place, case_name,
                  kProfilesFile));
}

}  // namespace pawl
