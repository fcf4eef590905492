#include "tools/cli/baseline_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>
#include <system_error>

#include "fmt/format.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kJson = ".json";
constexpr std::string_view kAnchor = ".anchor.json";

// Paths relative to the work space, sorted. Links (bazel-out and its like) and hidden folders are not entered.
std::vector<std::string> FilesBelow(const std::string& workspace, const std::function<bool(const fs::path&)>& wanted) {
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator at(workspace, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    std::error_code unknown;
    if (at->is_directory(unknown)) {
      if (at->path().filename().native().starts_with('.')) at.disable_recursion_pending();
    } else if (wanted(at->path())) {
      files.push_back(at->path().lexically_relative(workspace));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Looks at the first bytes only: a work space may hold large JSON files of other kinds.
bool LooksLikeBaseline(const fs::path& path) {
  std::array<char, 64> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  const std::string_view text(bytes.data(), static_cast<size_t>(file.gcount()));
  return text.starts_with("{\"schema\": ") && text.find(", \"target\": ") != std::string_view::npos;
}

bool IsBuildFile(const fs::path& path) {
  return path.filename() == "BUILD" || path.filename() == "BUILD.bazel" || path.extension() == ".bzl";
}

}  // namespace

std::string AnchorPath(const std::string& baseline_path) {
  const std::string_view stem(baseline_path.data(), baseline_path.size() - (baseline_path.ends_with(kJson) ? 5 : 0));
  return std::string(stem) + std::string(kAnchor);
}

bool IsAnchor(const std::string& path) { return path.ends_with(kAnchor); }

absl::StatusOr<std::vector<BaselineFile>> FindBaselines(const std::string& workspace) {
  std::vector<BaselineFile> found;
  const auto wanted = [](const fs::path& path) { return path.extension() == kJson && LooksLikeBaseline(path); };
  for (const std::string& path : FilesBelow(workspace, wanted)) {
    const absl::StatusOr<std::string> text = ReadFile(workspace + "/" + path);
    if (!text.ok()) return text.status();
    absl::StatusOr<StoredBaseline> baseline = ParseStoredBaseline(*text, path, "git checkout " + path);
    if (!baseline.ok()) return baseline.status();
    found.push_back({path, *std::move(baseline)});
  }
  return found;
}

std::vector<std::string> FindInBuildFiles(const std::string& workspace, const std::string& text) {
  std::vector<std::string> places;
  for (const std::string& path : FilesBelow(workspace, IsBuildFile)) {
    std::istringstream lines(ReadFile(workspace + "/" + path).value_or(""));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (line.find(text) != std::string::npos) places.push_back(fmt::format("{}:{}", path, number));
    }
  }
  return places;
}

}  // namespace pawl
