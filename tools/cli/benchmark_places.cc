#include "tools/cli/benchmark_places.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/benchmark_line.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 7> kExtensions = {".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".inc"};
// No benchmark is as long, and a package of a checkout's root may hold whatever somebody unpacked there.
constexpr std::uintmax_t kMostBytes = 1 << 20;
constexpr size_t kMostSources = 1000;

bool IsSource(const fs::directory_entry& entry) {
  std::error_code error;
  const std::string extension = entry.path().extension();
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end() &&
         entry.is_regular_file(error) && entry.file_size(error) <= kMostBytes;
}

bool IsPackage(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / "BUILD", error) || fs::exists(folder / "BUILD.bazel", error);
}

}  // namespace

SourcePlace BenchmarkPlaces::Find(const std::string& target, const std::string& case_name) {
  const size_t colon = target.rfind(':');
  if (!target.starts_with("//") || colon == std::string::npos) return {};
  SourcePlace place;
  size_t matched = 0;
  for (const Source& source : SourcesOf(target.substr(2, colon - 2))) {
    const BenchmarkLine found = FindBenchmark(source.text, case_name);
    if (found.matched <= matched) continue;
    matched = found.matched;
    place = {source.path, found.line};
  }
  return place;
}

const std::vector<BenchmarkPlaces::Source>& BenchmarkPlaces::SourcesOf(const std::string& package) {
  const auto [found, is_new] = packages_.try_emplace(package);
  // A label may hold anything; files are looked for below the checkout only.
  const bool below = package.find("..") == std::string::npos && !package.starts_with('/');
  if (is_new && below) Collect(checkout_ / package, found->second);
  return found->second;
}

// Of the folder and those below it that are no packages of their own.
void BenchmarkPlaces::Collect(const fs::path& folder, std::vector<Source>& sources) const {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) entries.push_back(*at);
  std::sort(entries.begin(), entries.end());
  for (const fs::directory_entry& entry : entries) {
    if (sources.size() >= kMostSources) return;
    std::error_code unknown;
    if (entry.is_directory(unknown)) {
      const bool hidden = entry.path().filename().native().starts_with('.');
      if (!hidden && !entry.is_symlink(unknown) && !IsPackage(entry.path())) Collect(entry.path(), sources);
    } else if (IsSource(entry)) {
      sources.push_back({entry.path().lexically_relative(checkout_), ReadFile(entry.path()).value_or("")});
    }
  }
}

}  // namespace pawl
