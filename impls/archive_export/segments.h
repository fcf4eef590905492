#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SEGMENTS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SEGMENTS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/by_index.h"
#include "impls/archive_export/duplicates.h"
#include "impls/archive_export/file_reader.h"
#include "impls/archive_export/libarchive_writer.h"
#include "impls/archive_export/output_file.h"
#include "impls/archive_export/probe.h"
#include "impls/archive_export/session.h"
#include "impls/archive_export/tree.h"

namespace archive_export {

// Content of one segment, at most: what a thread compresses at once. A thread holds one, and read_ahead more wait
// compressed: 2 MB for each thread is what the memory may be.
inline constexpr uint64_t kSegmentBytes = 512 << 10;

// An entry, or a part of a file that is larger than a segment.
struct Piece {
  Entry entry;
  std::string name;  // in the archive, as the next
  std::string hard_link_to;
  int64_t time_s = 0;
  uint64_t offset = 0;
  uint32_t bytes = 0;  // of content, as the file was listed
  bool first = true;
  bool last = true;
  Verdict verdict;  // of a file of several pieces

  bool alone() const { return first && last; }
  Named named() const { return {entry, name, time_s, hard_link_to}; }
};

// Work for one thread: many small entries, or one piece of a large file. Which entries share a segment is decided by
// the tree alone.
struct Segment {
  std::vector<Piece> pieces;
  std::vector<Problem> problems;  // what was left out before these
};

// Divides a tree into segments. Safe to use from several threads.
class Segments {
 public:
  // Borrows all of them. `duplicates` has counted, or is null.
  Segments(Tree& tree, const Session& session, FileReader& reader, const OutputFile& output, Duplicates* duplicates)
      : tree_(tree), session_(session), reader_(reader), output_(output), duplicates_(duplicates) {}

  // Segment `i`, once; null if there are fewer. Those before it are made meanwhile and wait.
  std::unique_ptr<Segment> Take(size_t i);

 private:
  std::unique_ptr<Segment> Make();
  std::optional<Piece> NextEntry(Segment& segment);
  Verdict ProbeLarge(const Entry& entry);

  Tree& tree_;
  const Session& session_;
  FileReader& reader_;
  const OutputFile& output_;
  Duplicates* const duplicates_;

  std::mutex mutex_;  // guards what follows, and the tree
  ByIndex<std::unique_ptr<Segment>> made_;
  std::optional<Piece> pending_;  // did not fit into the segment before, or goes on
};

// Whether an entry belongs into the archive. What the filter takes out is skipped with all below it.
bool IsWanted(Tree& tree, const Entry& entry, const Options& options, const OutputFile& output);

// The problem with an entry that is archived all the same: a link that leads out of the tree, or a `name` that leads
// out of where it is extracted on other systems.
std::optional<Problem> ProblemWith(const Tree& tree, const Entry& entry, std::string_view name);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SEGMENTS_H_
