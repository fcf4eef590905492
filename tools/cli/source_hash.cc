#include "tools/cli/source_hash.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "fmt/format.h"
#include "tools/store/sha256.h"

namespace pawl {
namespace {

constexpr size_t kShownDigits = 16;

absl::Status Unreadable(int error, const std::string& path) {
  return absl::ErrnoToStatus(error, "cannot hash the benchmark's own source or data file " + path);
}

// The sizes keep a byte from moving between a name and a content without a trace.
absl::Status AddFile(const std::string& path, const std::string& name, Sha256& sha256) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  if (error) return Unreadable(error.value(), path);
  sha256.Add(fmt::format("{} {} {}\n", name.size(), name, size));
  std::ifstream file(path, std::ios::binary);
  std::array<char, 65536> buffer{};
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0) {
    sha256.Add({buffer.data(), static_cast<size_t>(file.gcount())});
  }
  return file.eof() ? absl::OkStatus() : Unreadable(errno, path);
}

// The files of a folder, or the file itself. Bazel's runfiles are links, so links are followed.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  fs::recursive_directory_iterator at(path, fs::directory_options::follow_directory_symlink, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    std::error_code unknown;  // what it is will show when it is read
    if (!at->is_directory(unknown)) files.push_back(at->path());
  }
  if (error) return Unreadable(error.value(), path);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

absl::StatusOr<std::string> HashSources(const std::vector<std::string>& paths, const std::string& folder) {
  if (paths.empty()) return absl::InvalidArgumentError("a benchmark without sources has nothing to hash");
  const std::string prefix = folder.empty() ? "" : folder + "/";
  Sha256 sha256;
  for (const std::string& path : paths) {
    const absl::StatusOr<std::vector<std::string>> files = FilesOf(prefix + path);
    if (!files.ok()) return files.status();
    for (const std::string& file : *files) {
      if (absl::Status status = AddFile(file, file.substr(prefix.size()), sha256); !status.ok()) return status;
    }
  }
  absl::StatusOr<std::string> digits = sha256.Digits();
  if (digits.ok()) digits->resize(kShownDigits);
  return digits;
}

}  // namespace pawl
