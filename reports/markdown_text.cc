#include "reports/markdown_text.h"

#include <algorithm>

#include "fmt/format.h"
#include "reports/markup.h"
#include "tools/model/format.h"
#include "tools/model/text_table.h"

namespace pawl {
namespace {

constexpr std::string_view kMore = "…";

// UTF-8 without control characters.
std::string OneLine(std::string_view text) { return Quoted(ValidUtf8(text), TextStyle::kTerminal); }

// The same of no more than is shown: a control character of three bytes becomes one.
std::string ClippedLine(std::string_view text, size_t bytes) {
  return Clipped(OneLine(text.substr(0, 4 * bytes)), bytes);
}

size_t LongestRun(std::string_view text, char c) {
  size_t longest = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_not_of(c, at), text.size());
    longest = std::max(longest, end - at);
    at = std::max(end, at + 1);
  }
  return longest;
}

// A table is split at pipes before its code spans are found, and "\|" becomes a pipe even within them. Backslashes in
// front are read in pairs, so an odd one would swallow the one that is meant.
std::string WithEscapedPipes(std::string_view text) {
  std::string escaped;
  size_t backslashes = 0;
  for (const char c : text) {
    if (c == '|') escaped += backslashes % 2 == 0 ? "\\" : "\\\\";
    backslashes = c == '\\' ? backslashes + 1 : 0;
    escaped += c;
  }
  return escaped;
}

bool IsHarmless(unsigned char c) {
  const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter_or_digit || c >= 0x80 ||
         std::string_view(" .,%+-=/_").find(static_cast<char>(c)) != std::string_view::npos;
}

}  // namespace

std::string Clipped(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  size_t end = bytes - kMore.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + std::string(kMore);
}

std::string CodeSpan(std::string_view text, size_t bytes) {
  const std::string line = ClippedLine(text, bytes);
  if (line.empty()) return std::string(kNoNumber);
  const std::string fence(LongestRun(line, '`') + 1, '`');
  // A space on both sides is taken away again.
  const bool blank = line.find_first_not_of(' ') == std::string::npos;
  const bool at_edge =
      !blank && (line.front() == '`' || line.back() == '`' || line.front() == ' ' || line.back() == ' ');
  const std::string_view pad = at_edge ? " " : "";
  return fmt::format("{}{}{}{}{}", fence, pad, line, pad, fence);
}

std::string PlainOrCode(std::string_view text, size_t bytes) {
  const std::string line = ClippedLine(text, bytes);
  if (line.empty()) return std::string(kNoNumber);
  const size_t sign = line.starts_with("<0") ? 1 : 0;  // of an amount too small to tell
  const bool plain = std::all_of(line.begin() + static_cast<std::ptrdiff_t>(sign), line.end(),
                                 [](unsigned char c) { return IsHarmless(c); });
  // Two that link without any sign: an address, and an issue by its number.
  const bool linked = line.find("www.") != std::string::npos || line.find("GH-") != std::string::npos;
  if (!plain || linked) return CodeSpan(text, bytes);
  return Quoted(line, TextStyle::kMarkdown);
}

std::string TableRow(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += fmt::format(" {} |", WithEscapedPipes(cell));
  return row + "\n";
}

std::string CodeBlock(const std::vector<std::string>& lines) {
  std::string text;
  size_t run = 2;
  for (const std::string& line : lines) {
    const std::string safe = OneLine(line);
    run = std::max(run, LongestRun(safe, '`'));
    text += safe + "\n";
  }
  const std::string fence(run + 1, '`');
  return fmt::format("{}\n{}{}\n", fence, text, fence);
}

std::string Folded(std::string_view summary, std::string_view body) {
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", summary, body);
}

}  // namespace pawl
