#ifndef PAWL_IMPLS_ENV_FILE_ENTRY_LINES_H_
#define PAWL_IMPLS_ENV_FILE_ENTRY_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/env_file/options.h"
#include "impls/env_file/source.h"

namespace env_file {

// A file as strings, one for each line, found by std::getline, and the entry that is being read as one string that is
// made of some of them. Memory: twice the file, in small pieces.
class EntryLines {
 public:
  // Borrows it.
  explicit EntryLines(const Options& options) : options_(options) {}

  // Reads all of `source`, which names the file in messages from then on.
  absl::Status Load(Source& source);

  bool AtEnd() const { return next_ == lines_.size(); }
  uint64_t line() const { return next_ + 1; }  // where the entry begins, from 1

  // Begins an entry with the line that is next, or adds the one after it; false if there is none. A line that is no
  // text, or breaks a limit, is an error.
  absl::StatusOr<bool> Extend();

  // The entry so far: its lines with the ends between them.
  const std::string& text() const { return text_; }
  size_t lines() const { return entry_lines_; }

  // Back to its first line.
  void Shorten() { text_.resize(lines_[next_].text.size()); }

  // What comes next is `lines` lines behind where this entry began.
  void Advance(size_t lines);

  // Of a byte of the entry.
  Position PositionOf(size_t offset) const;

 private:
  struct Line {
    std::string text;
    std::string end;  // "\n", "\r\n", "\r" or, at the end of the file, nothing
  };

  absl::Status Check(size_t line) const;

  const Options& options_;
  std::string file_;
  std::vector<Line> lines_;
  size_t next_ = 0;
  size_t entry_lines_ = 0;  // how many of them text_ has
  std::string text_;
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_ENTRY_LINES_H_
