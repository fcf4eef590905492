#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_TERMINAL_BAR_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_TERMINAL_BAR_H_

#include <cstddef>
#include <string>

#include "impls/archive_export/progress.h"

// Progress as one line of a terminal, drawn over and over.
namespace archive_export {

// The line, without its end, of at most `columns` columns:
//   writing    42 % [#####>       ]  123.4 MiB of 290.1 MiB  350.2 MiB/s  3.1 s left  src/main.cc
// What does not fit is left out: the path first, which is shortened at its start while some of it fits, then the bar,
// the time, the rate, the sizes. Empty where nothing fits. A name is printable, and none is wider than it is taken for,
// where the terminal shows UTF-8: characters from U+1100 on count as two columns.
std::string BarLine(const Snapshot& snapshot, size_t columns);

// Draws on a descriptor, borrowed, if that is a terminal that can clear a line; else it does nothing, so that files and
// pipes get no drawings. A terminal that does not take what is written loses drawings and nothing else.
class TerminalBar {
 public:
  explicit TerminalBar(int fd);
  ~TerminalBar() { Clear(); }
  TerminalBar(const TerminalBar&) = delete;
  TerminalBar& operator=(const TerminalBar&) = delete;

  bool is_shown() const { return is_shown_; }

  // In the width that the terminal has at this moment.
  void Draw(const Snapshot& snapshot);

  // Takes the line away, if there is one, for other text.
  void Clear();

 private:
  const int fd_;
  const bool is_shown_;
  bool is_drawn_ = false;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_TERMINAL_BAR_H_
