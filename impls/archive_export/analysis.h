#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_ANALYSIS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_ANALYSIS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "impls/archive_export/content_type.h"
#include "impls/archive_export/tree.h"
#include "impls/fd.h"

// What a project consists of: the figures that the decision between the methods, the seed's statistics and the summary
// are made of.
namespace archive_export {

struct AnalysisOptions {
  uint64_t large_file_bytes = uint64_t{10} << 20;  // a file over it is a large one

  // The directory that paths are relative to, Tree::root(), borrowed; files whose names don't tell what is in them are
  // opened below it and their first kMagicBytes read. Null: none is opened.
  const impls::Fd* root = nullptr;

  // Files opened at most; the others count as unknown. It bounds what an analysis costs on a cold disk.
  uint64_t max_probes = 4096;

  // Copies of the files' contents that the standard method holds at its peak, for the estimate of its memory. One: it
  // writes the archive while it has all of it in memory. (The seed's took three: files, archive and a copy.)
  double memory_factor = 1;
};

struct Tally {
  uint64_t files = 0, bytes = 0;

  void Add(uint64_t file_bytes) {
    ++files;
    bytes += file_bytes;
  }
  bool operator==(const Tally&) const = default;
};

struct ExtensionTally {
  std::string extension;  // lower case, with its dot; "" for names without one
  Tally tally;

  bool operator==(const ExtensionTally&) const = default;
};

struct LargestFile {
  std::string path;
  uint64_t bytes = 0;

  bool operator==(const LargestFile&) const = default;
};

inline constexpr size_t kLargestFiles = 5;

struct ProjectStatistics {
  Tally files;  // regular ones; sizes are apparent ones, holes included
  uint64_t directories = 0, links = 0;
  Tally large;                                       // files over AnalysisOptions::large_file_bytes
  uint64_t depth = 0;                                // directories above the deepest entry, without the root: 1 for a/b
  uint64_t memory_bytes = 0;                         // estimated peak of the standard method
  uint64_t probes = 0;                               // files that were opened
  int64_t newest_mtime_ns = 0, oldest_mtime_ns = 0;  // of files; 0 without any
  std::array<Tally, kContentTypes> by_content;       // by ContentType
  std::vector<ExtensionTally> by_extension;          // most bytes first, then by extension
  std::vector<LargestFile> largest;                  // largest first, then by path; at most kLargestFiles

  // Stands for the paths and kinds of all entries, and the sizes and times of those that are no directories, in the
  // order in which they were added: differs, but for accidents of 64 bits, where any of them does. Not a cryptographic
  // digest, and contents are no part of it.
  uint64_t listing_hash = 0;
};

// Makes the statistics of entries that are added one by one. Memory: 64 bytes for each different extension, beside a
// few KiB; adding allocates only for a new extension, and for a file that is among the largest. O(path bytes) for an
// entry whose name tells its type, about 5 us more for one that is opened. One thread at a time.
class Analysis {
 public:
  explicit Analysis(const AnalysisOptions& options);
  ~Analysis();
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  // A file that cannot be opened or read counts as unknown: the export is what reports it.
  void Add(const Entry& entry);

  // Of what was added so far.
  ProjectStatistics Statistics() const;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

// For people: counts, sizes, types of content, extensions and largest files, several lines.
std::string Describe(const ProjectStatistics& project);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_ANALYSIS_H_
