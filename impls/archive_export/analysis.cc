#define XXH_INLINE_ALL
#include "impls/archive_export/analysis.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "impls/archive_export/below.h"
#include "impls/archive_export/figures.h"

namespace archive_export {
namespace {

// Beyond it, extensions that were not seen yet count as ones of no name: a folder of a.1, a.2, a.3, ... is bounded,
// too.
constexpr size_t kMaxExtensions = 1024;

constexpr size_t kShownExtensions = 8;

bool IsLarger(const LargestFile& a, const LargestFile& b) {
  return a.bytes != b.bytes ? a.bytes > b.bytes : a.path < b.path;
}

// What the first bytes of a file say; nullopt if they cannot be had.
std::optional<ContentType> TypeOfFile(const impls::Fd& root, const std::string& path) {
  // A file that has become a FIFO since it was listed must not stop the analysis.
  const impls::Fd file = OpenBelow(root, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  std::array<char, kMagicBytes> head;
  const ssize_t bytes = file.get() < 0 ? -1 : pread(file.get(), head.data(), head.size(), 0);
  if (bytes < 0) return std::nullopt;
  return TypeOfContent({head.data(), static_cast<size_t>(bytes)});
}

}  // namespace

struct Analysis::State {
  explicit State(const AnalysisOptions& given) : options(given) { XXH3_64bits_reset(&hash); }

  void AddFile(const Entry& entry);
  void CountExtension(std::string_view path, uint64_t bytes);
  void KeepIfLargest(const std::string& path, uint64_t bytes);
  ContentType TypeOf(const Entry& entry);

  const AnalysisOptions options;
  ProjectStatistics sums;  // without what Statistics() makes of the rest
  std::map<std::string, Tally, std::less<>> extensions;
  XXH3_state_t hash;
};

ContentType Analysis::State::TypeOf(const Entry& entry) {
  if (entry.stamp.size_bytes == 0) return ContentType::kUnknown;
  if (const auto type = TypeOfExtension(ExtensionOf(entry.path))) return *type;
  if (options.root == nullptr || sums.probes == options.max_probes) return ContentType::kUnknown;
  ++sums.probes;
  return TypeOfFile(*options.root, entry.path).value_or(ContentType::kUnknown);
}

void Analysis::State::CountExtension(std::string_view path, uint64_t bytes) {
  std::array<char, 32> lower;
  std::string_view extension = ExtensionOf(path);
  // Longer than any that people use: a sentence with a dot in it, a checksum.
  if (extension.size() > lower.size()) extension = {};
  std::ranges::transform(extension, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  std::string_view key(lower.data(), extension.size());
  auto found = extensions.find(key);
  if (found == extensions.end()) {
    if (extensions.size() >= kMaxExtensions) key = {};
    found = extensions.try_emplace(std::string(key)).first;
  }
  found->second.Add(bytes);
}

void Analysis::State::KeepIfLargest(const std::string& path, uint64_t bytes) {
  std::vector<LargestFile>& largest = sums.largest;
  if (largest.size() == kLargestFiles) {
    const LargestFile& last = largest.back();
    if (bytes < last.bytes || (bytes == last.bytes && path > last.path)) return;
    largest.pop_back();
  }
  LargestFile file{path, bytes};
  const auto place = std::ranges::upper_bound(largest, file, IsLarger);
  largest.insert(place, std::move(file));
}

void Analysis::State::AddFile(const Entry& entry) {
  const uint64_t bytes = entry.stamp.size_bytes;
  const int64_t mtime_ns = entry.stamp.modified_ns;
  if (sums.files.files == 0) sums.oldest_mtime_ns = sums.newest_mtime_ns = mtime_ns;
  sums.oldest_mtime_ns = std::min(sums.oldest_mtime_ns, mtime_ns);
  sums.newest_mtime_ns = std::max(sums.newest_mtime_ns, mtime_ns);
  sums.files.Add(bytes);
  if (bytes > options.large_file_bytes) sums.large.Add(bytes);
  sums.by_content[static_cast<size_t>(TypeOf(entry))].Add(bytes);
  CountExtension(entry.path, bytes);
  KeepIfLargest(entry.path, bytes);
}

Analysis::Analysis(const AnalysisOptions& options) : state_(std::make_unique<State>(options)) {}
Analysis::~Analysis() = default;

void Analysis::Add(const Entry& entry) {
  ProjectStatistics& sums = state_->sums;
  sums.depth = std::max<uint64_t>(sums.depth, static_cast<uint64_t>(std::ranges::count(entry.path, '/')));
  if (entry.kind == Kind::kFile) {
    state_->AddFile(entry);
  } else {
    ++(entry.kind == Kind::kDirectory ? sums.directories : sums.links);
  }
  // The size of a directory is the file system's business, and its time the time of whatever was last written into it,
  // such as an archive. The path's length keeps its end from being taken for what follows.
  const bool is_directory = entry.kind == Kind::kDirectory;
  const std::array<uint64_t, 4> fields = {entry.path.size(), static_cast<uint64_t>(entry.kind),
                                          is_directory ? 0 : entry.stamp.size_bytes,
                                          is_directory ? 0 : static_cast<uint64_t>(entry.stamp.modified_ns)};
  XXH3_64bits_update(&state_->hash, fields.data(), sizeof fields);
  XXH3_64bits_update(&state_->hash, entry.path.data(), entry.path.size());
}

ProjectStatistics Analysis::Statistics() const {
  ProjectStatistics project = state_->sums;
  project.memory_bytes =
      static_cast<uint64_t>(static_cast<double>(project.files.bytes) * state_->options.memory_factor);
  for (const auto& [extension, tally] : state_->extensions) project.by_extension.push_back({extension, tally});
  // Stable: those of the same size stay in the map's order.
  std::ranges::stable_sort(project.by_extension, std::greater<>(),
                           [](const ExtensionTally& extension) { return extension.tally.bytes; });
  project.listing_hash = XXH3_64bits_digest(&state_->hash);
  return project;
}

namespace {

std::string ContentText(const ProjectStatistics& project) {
  std::string text;
  for (size_t i = 0; i < kContentTypes; ++i) {
    const Tally& tally = project.by_content[i];
    if (tally.files == 0) continue;
    text += fmt::format("{} {} {} ({} files)", text.empty() ? "" : ",", NameOf(static_cast<ContentType>(i)),
                        BytesText(tally.bytes), tally.files);
  }
  return text;
}

std::string ExtensionsText(const ProjectStatistics& project) {
  std::string text;
  for (size_t i = 0; i < std::min(project.by_extension.size(), kShownExtensions); ++i) {
    const auto& [extension, tally] = project.by_extension[i];
    text += fmt::format("{} {} {} ({})", i == 0 ? "" : ",", extension.empty() ? "(none)" : Printable(extension),
                        BytesText(tally.bytes), tally.files);
  }
  if (project.by_extension.size() > kShownExtensions) {
    text += fmt::format(" and {} more", project.by_extension.size() - kShownExtensions);
  }
  return text;
}

std::string OrNone(const std::string& text) { return text.empty() ? " none" : text; }

}  // namespace

std::string Describe(const ProjectStatistics& project) {
  std::string text = fmt::format("{} files, {}, in {} directories; {} symbolic links; depth {}\n", project.files.files,
                                 BytesText(project.files.bytes), project.directories, project.links, project.depth);
  text += fmt::format("large files: {}, {}\n", project.large.files, BytesText(project.large.bytes));
  text += "content:" + OrNone(ContentText(project)) + "\nextensions:" + OrNone(ExtensionsText(project)) + "\nlargest:";
  if (project.largest.empty()) return text + " none\n";
  text += "\n";
  for (const LargestFile& file : project.largest) {
    text += fmt::format("  {:>10}  {}\n", BytesText(file.bytes), Printable(file.path));
  }
  return text;
}

}  // namespace archive_export
