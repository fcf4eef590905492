#include "impls/archive_export/terminal_bar.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "impls/archive_export/figures.h"

namespace archive_export {
namespace {

constexpr size_t kDefaultColumns = 80;  // of a terminal that does not say
constexpr size_t kMinBarColumns = 10, kMaxBarColumns = 40, kMinPathColumns = 12;
constexpr std::string_view kCut = "...";

bool CanClearALine(int fd) {
  const char* const terminal = std::getenv("TERM");
  return isatty(fd) == 1 && terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
}

size_t ColumnsOf(int fd) {
  winsize size = {};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kDefaultColumns;
}

// Whether the byte begins a character of UTF-8 text.
bool IsLead(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Columns of the character that begins with this byte: from U+1100 (E1 84 80) on, where wide ones begin, two. The lead
// byte E1 stands for U+1000 and above, so that a few narrow ones are taken for wide.
size_t ColumnsOfLead(char c) { return static_cast<unsigned char>(c) >= 0xE1 ? 2 : 1; }

size_t ColumnsOfText(std::string_view text) {
  size_t columns = 0;
  for (const char c : text) columns += IsLead(c) ? ColumnsOfLead(c) : 0;
  return columns;
}

// The end of the text, with kCut in front if that is not all of it.
std::string LastColumns(const std::string& text, size_t columns) {
  if (ColumnsOfText(text) <= columns) return text;
  size_t used = kCut.size(), begin = text.size();
  for (size_t at = text.size(); at-- > 0;) {
    if (!IsLead(text[at])) continue;
    used += ColumnsOfLead(text[at]);
    if (used > columns) break;
    begin = at;
  }
  return std::string(kCut) + text.substr(begin);
}

std::string Bar(double percent, size_t columns) {
  const size_t room = columns - 2;
  const auto filled = std::min(room, static_cast<size_t>(percent / 100 * static_cast<double>(room)));
  const std::string head = filled < room ? ">" : "";
  return fmt::format("[{}{}{}]", std::string(filled, '#'), head, std::string(room - filled - head.size(), ' '));
}

}  // namespace

std::string BarLine(const Snapshot& snapshot, size_t columns) {
  // Rounded down: "100 %" is for the end alone.
  std::string line = fmt::format("{:<9} {:>3.0f} %", NameOf(snapshot.stage), std::floor(snapshot.percent));
  if (line.size() > columns) return "";
  const size_t bar_at = line.size();
  const auto add = [&](const std::string& part) {
    const bool fits = line.size() + 2 + part.size() <= columns;
    if (fits) line += "  " + part;
    return fits;
  };
  bool has_room = add(fmt::format("{} of {}", BytesText(snapshot.bytes), BytesText(snapshot.total_bytes)));
  has_room = has_room && add(BytesText(static_cast<uint64_t>(snapshot.bytes_per_s)) + "/s");
  if (snapshot.left_s.has_value()) has_room = has_room && add(DurationText(*snapshot.left_s) + " left");
  if (!has_room) return line;

  size_t room = columns - line.size();
  if (room < kMinBarColumns + 1) return line;
  // A third of what is left, so that a wide terminal shows more of the path.
  const size_t bar_columns = std::clamp(room / 3, kMinBarColumns, kMaxBarColumns);
  line.insert(bar_at, " " + Bar(snapshot.percent, bar_columns));
  room -= bar_columns + 1;
  if (room < kMinPathColumns + 2 || snapshot.path.empty()) return line;
  return line + "  " + LastColumns(Printable(snapshot.path), room - 2);
}

TerminalBar::TerminalBar(int fd) : fd_(fd), is_shown_(CanClearALine(fd)) {}

void TerminalBar::Draw(const Snapshot& snapshot) {
  if (!is_shown_) return;
  // A line as wide as the terminal would move some of them on to the next.
  const std::string text = "\r" + BarLine(snapshot, ColumnsOf(fd_) - 1) + "\x1b[K";
  is_drawn_ |= write(fd_, text.data(), text.size()) > 0;
}

void TerminalBar::Clear() {
  if (!is_drawn_) return;
  constexpr std::string_view kClear = "\r\x1b[K";
  is_drawn_ = write(fd_, kClear.data(), kClear.size()) < 0;
}

}  // namespace archive_export
