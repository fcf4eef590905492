#include "tools/cli/result_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "reports/report_json.h"
#include "tools/cli/files.h"
#include "tools/cli/profile_files.h"
#include "tools/cli/zip_entries.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// 100,000 cases; parsing takes some ten times as much memory.
constexpr std::uintmax_t kMostBytes = 256 << 20;
// outputs.zip within a CI's own archive, and once more for good measure.
constexpr int kMostNested = 3;
// Of all profiles, unpacked: their names and sizes are the archive's word only.
constexpr std::uintmax_t kMostUnpacked = 1 << 30;

bool IsZip(std::string_view name) { return name.ends_with(".zip"); }

std::string_view FileName(std::string_view name) { return name.substr(name.rfind('/') + 1); }

bool IsResult(std::string_view name) { return FileName(name) == "result.json"; }

bool IsProfiles(std::string_view name) {
  return FileName(name) == kProfilesFile || FileName(name) == kOtherProfilesFile;
}

std::time_t ModifiedAt(const std::string& path) {
  struct stat facts{};
  return stat(path.c_str(), &facts) == 0 ? facts.st_mtime : 0;
}

class Search {
 public:
  explicit Search(fs::path unpack_into) : unpack_into_(std::move(unpack_into)) {}

  void LookAt(const std::string& place) {
    const size_t before = seen_ + found_.errors.size();
    std::error_code error;
    const fs::file_status status = fs::status(place, error);
    if (!fs::exists(status)) return Refuse(place, "there is no such file or folder");
    if (fs::is_directory(status)) {
      LookInFolder(place);
    } else if (IsZip(place)) {
      LookInZip(place);
    } else {
      LookInFile(place);
    }
    if (seen_ + found_.errors.size() > before) return;
    Refuse(place,
           "there is no result.json in it, nor in a zip file in it. A gate leaves one in its test.outputs: `bazel test "
           "//...`, then give bazel-testlogs, or what CI kept of it");
  }

  FoundResults Found() { return std::move(found_); }

 private:
  void Refuse(const std::string& path, const std::string& why) {
    found_.errors.push_back(absl::InvalidArgumentError(fmt::format("{}: {}", path, why)));
  }

  void LookInFolder(const fs::path& folder) {
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
      entries.push_back(*at);
    if (error) Refuse(folder, fmt::format("cannot be listed ({})", error.message()));
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      const std::string path = entry.path();
      const bool link = entry.is_symlink(error);
      if (entry.is_directory(error)) {
        if (!link) LookInFolder(path);
      } else if (IsZip(path)) {
        LookInZip(path);
      } else if (IsResult(path)) {
        LookInFile(path);
      }
    }
  }

  void LookInFile(const std::string& path) {
    std::error_code error;
    if (const std::uintmax_t size = fs::file_size(path, error); !error && size > kMostBytes) {
      return Refuse(path, fmt::format("has {} MiB, more than the {} that a result may have: leave it out", size >> 20,
                                      kMostBytes >> 20));
    }
    const absl::StatusOr<std::string> text = ReadFile(path);
    if (!text.ok()) {
      found_.errors.push_back(text.status());
    } else {
      // A file of any other name may stand anywhere, beside anything.
      Add(*text, path, ModifiedAt(path), IsResult(path) ? fs::path(path).parent_path() : fs::path());
    }
  }

  // What stands in one folder of one archive. Profiles are nobody's until there is a result beside them.
  struct Beside {
    bool result = false;
    fs::path folder;                   // where profiles are unpacked to; numbered, since names may lead anywhere
    std::vector<absl::Status> damage;  // of profiles
  };

  struct Archive {
    std::string origin;
    std::time_t modified;
    int depth;                              // 1: a file
    std::map<std::string, Beside> folders;  // by their names within
  };

  void LookInZip(const std::string& path) {
    Archive archive{path, ModifiedAt(path), 1, {}};
    ReadZipFile(
        path, Limits(), [&](ZipEntry entry) { AddEntry(std::move(entry), archive); },
        [&](const std::string& name, absl::Status status) { RefuseEntry(name, std::move(status), archive); });
    Finish(archive);
  }

  ZipLimits Limits() const {
    const bool profiles = !unpack_into_.empty();
    return {
        [profiles](std::string_view name) { return IsResult(name) || IsZip(name) || (profiles && IsProfiles(name)); },
        kMostBytes};
  }

  void AddEntry(ZipEntry entry, Archive& archive) {
    const std::string origin = fmt::format("{} (entry {})", archive.origin, entry.name);
    const std::time_t modified = entry.modified > 0 ? entry.modified : archive.modified;
    if (IsZip(entry.name)) return LookInEntry(entry.text, {origin, modified, archive.depth + 1, {}});
    Beside& beside = FolderOf(entry.name, archive);
    if (IsProfiles(entry.name)) {
      if (absl::Status status = Unpack(entry, origin, beside.folder); !status.ok()) beside.damage.push_back(status);
      return;
    }
    beside.result = true;
    Add(entry.text, origin, modified, beside.folder);
  }

  void LookInEntry(const std::string& bytes, Archive archive) {
    if (archive.depth > kMostNested)
      return Refuse(archive.origin, "is packed too often: unpack it, and give the folder");
    ReadZip(
        bytes, archive.origin, Limits(), [&](ZipEntry entry) { AddEntry(std::move(entry), archive); },
        [&](const std::string& name, absl::Status status) { RefuseEntry(name, std::move(status), archive); });
    Finish(archive);
  }

  Beside& FolderOf(const std::string& entry, Archive& archive) {
    const auto [place, is_new] = archive.folders.try_emplace(entry.substr(0, entry.size() - FileName(entry).size()));
    if (is_new && !unpack_into_.empty()) place->second.folder = unpack_into_ / std::to_string(unpacked_folders_++);
    return place->second;
  }

  // A folder's are checked by who reads them; these would be named by a path that is gone by then.
  absl::Status Unpack(const ZipEntry& entry, const std::string& origin, const fs::path& folder) {
    if (entry.text.size() > kMostUnpacked - unpacked_bytes_) {
      return absl::ResourceExhaustedError(
          fmt::format("{}: more than {} MiB of profiles: give fewer archives at once", origin, kMostUnpacked >> 20));
    }
    if (const auto profiles = ProfilesFromJson(entry.text, origin); !profiles.ok()) return profiles.status();
    unpacked_bytes_ += entry.text.size();
    std::error_code error;
    fs::create_directories(folder, error);  // if it can't be, the file says so
    return WriteFile(folder / FileName(entry.name), entry.text);
  }

  void RefuseEntry(const std::string& name, absl::Status status, Archive& archive) {
    std::vector<absl::Status>& into = IsProfiles(name) ? FolderOf(name, archive).damage : found_.errors;
    into.push_back(std::move(status));
  }

  void Finish(const Archive& archive) {
    for (const auto& [name, beside] : archive.folders) {
      if (beside.result) found_.warnings.insert(found_.warnings.end(), beside.damage.begin(), beside.damage.end());
    }
  }

  void Add(const std::string& text, const std::string& origin, std::time_t modified, const fs::path& folder) {
    ++seen_;
    if (!texts_.insert(text).second) return;
    absl::StatusOr<std::vector<Result>> results = Parse(text, origin);
    if (!results.ok()) {
      found_.errors.push_back(results.status());
      return;
    }
    for (Result& result : *results) {
      found_.files.push_back({std::move(result), origin, modified, folder});
    }
  }

  static absl::StatusOr<std::vector<Result>> Parse(const std::string& text, const std::string& origin) {
    if (IsReportJson(text)) return ResultsFromReportJson(text, origin);
    absl::StatusOr<Result> result = ResultFromJson(text, origin);
    if (!result.ok()) return result.status();
    return std::vector<Result>{*std::move(result)};
  }

  fs::path unpack_into_;
  FoundResults found_;
  std::set<std::string> texts_;
  size_t unpacked_folders_ = 0;
  std::uintmax_t unpacked_bytes_ = 0;
  size_t seen_ = 0;  // texts, also those that are found again
};

}  // namespace

FoundResults FindResultFiles(const std::vector<std::string>& places, const fs::path& unpack_into) {
  Search search(unpack_into);
  for (const std::string& place : places) search.LookAt(place);
  return search.Found();
}

}  // namespace pawl
