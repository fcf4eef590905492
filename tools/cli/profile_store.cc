#include "tools/cli/profile_store.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// FNV-1a: the name of a file must not change with a library's version.
uint64_t StableHash(std::string_view text) {
  uint64_t hash = 14695981039346656037U;
  for (unsigned char c : text) hash = (hash ^ c) * 1099511628211U;
  return hash;
}

absl::StatusOr<fs::path> CacheFolder() {
  // The standard has relative paths ignored: they would lead to another folder from every working directory.
  const auto absolute = [](const char* variable) {
    const char* value = std::getenv(variable);
    const fs::path path = value == nullptr ? "" : value;
    return path.is_absolute() ? path : fs::path();
  };
  if (const fs::path cache = absolute("XDG_CACHE_HOME"); !cache.empty()) return cache;
  if (const fs::path home = absolute("HOME"); !home.empty()) return home / ".cache";
  return absl::FailedPreconditionError(
      "there is no cache for accepted profiles: set HOME or XDG_CACHE_HOME to an absolute path");
}

std::string_view InstrumentOf(const Profile& profile) { return InstrumentName(profile); }
std::string_view InstrumentOf(const MissingProfile& missing) { return missing.instrument; }

template <typename Entry>
bool Mentions(const std::vector<Entry>& entries, std::string_view case_name, std::string_view instrument) {
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.case_name == case_name && InstrumentOf(entry) == instrument;
  });
}

// Of several metrics by one instrument, only some may be accepted.
bool Replaces(const Profiles& fresh, const Profile& stored) {
  return fresh.Find(stored.case_name, stored.metric, InstrumentOf(stored)) != nullptr ||
         Mentions(fresh.missing, stored.case_name, InstrumentOf(stored));
}
bool Replaces(const Profiles& fresh, const MissingProfile& stored) {
  return Mentions(fresh.profiles, stored.case_name, stored.instrument) ||
         Mentions(fresh.missing, stored.case_name, stored.instrument);
}

template <typename Entry>
void Replace(std::vector<Entry>& stored, const std::vector<Entry>& with, const Profiles& fresh) {
  std::erase_if(stored, [&](const Entry& entry) { return Replaces(fresh, entry); });
  stored.insert(stored.end(), with.begin(), with.end());
}

absl::StatusOr<Profiles> ReadProfiles(const fs::path& path, std::string_view target) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(
        fmt::format("{} does not exist: no profiles of what was accepted of {} are on this "
                    "machine. `bazel run {}.accept` stores them",
                    path.string(), target, target));
  }
  if (!text.ok()) return text.status();
  absl::StatusOr<Profiles> profiles = ProfilesFromJson(*text, path);
  if (profiles.ok() && profiles->target != target) {
    return absl::DataLossError(
        fmt::format("{}: holds profiles of {} instead of {}: remove it", path.string(), profiles->target, target));
  }
  return profiles;
}

}  // namespace

absl::StatusOr<fs::path> AcceptedProfilesPath(std::string_view target, std::string_view build_key) {
  absl::StatusOr<fs::path> cache = CacheFolder();
  if (!cache.ok()) return cache.status();
  return *cache / "pawl" / "profiles" /
         fmt::format("{:016x}.json", StableHash(fmt::format("{}\n{}", target, build_key)));
}

Profiles MergeProfiles(Profiles stored, const Profiles& fresh) {
  stored.target = fresh.target;
  stored.side = fresh.side;
  Replace(stored.profiles, fresh.profiles, fresh);
  Replace(stored.missing, fresh.missing, fresh);
  return stored;
}

absl::Status WriteAcceptedProfiles(const Profiles& profiles, std::string_view build_key) {
  const absl::StatusOr<fs::path> path = AcceptedProfilesPath(profiles.target, build_key);
  if (!path.ok()) return path.status();
  std::error_code error;
  fs::create_directories(path->parent_path(), error);
  if (error) {
    return absl::ErrnoToStatus(error.value(), fmt::format("cannot create {}", path->parent_path().string()));
  }
  absl::StatusOr<Profiles> stored = ReadProfiles(*path, profiles.target);
  return WriteFile(*path, ToJson(MergeProfiles(stored.ok() ? *std::move(stored) : Profiles(), profiles)));
}

absl::StatusOr<Profiles> ReadAcceptedProfiles(std::string_view target, std::string_view build_key) {
  const absl::StatusOr<fs::path> path = AcceptedProfilesPath(target, build_key);
  if (!path.ok()) return path.status();
  return ReadProfiles(*path, target);
}

}  // namespace pawl
