#include "tools/model/text_table.h"

#include <algorithm>

#include "fmt/format.h"

namespace pawl {
namespace {

size_t Width(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string MarkdownRow(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const std::string& cell : cells) text += fmt::format(" {} |", Quoted(cell, TextStyle::kMarkdown));
  return text + "\n";
}

std::string Markdown(const TextTable& table) {
  std::string text = MarkdownRow(table.header) + "|";
  for (size_t i = 0; i < table.header.size(); ++i) text += i + 1 < table.header.size() ? "---:|" : "---|";
  text += "\n";
  for (const std::vector<std::string>& row : table.rows) text += MarkdownRow(row);
  return text;
}

std::string Terminal(const TextTable& table) {
  std::vector<size_t> widths(table.header.size());
  std::vector<std::vector<std::string>> lines = {table.header};
  lines.insert(lines.end(), table.rows.begin(), table.rows.end());
  for (std::vector<std::string>& line : lines) {
    for (size_t i = 0; i < widths.size(); ++i) {
      line[i] = Quoted(line[i], TextStyle::kTerminal);
      widths[i] = std::max(widths[i], Width(line[i]));
    }
  }
  std::string text;
  for (const std::vector<std::string>& line : lines) {
    for (size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) text += "  ";
      if (i + 1 < widths.size()) text.append(widths[i] - Width(line[i]), ' ');
      text += line[i];
    }
    text += "\n";
  }
  return text;
}

// The bytes of the control character that the text begins with; 0 if it begins with another. In UTF-8: C0, DEL, C1 (one
// of which begins a terminal's sequences), and those that turn the direction of what follows.
size_t ControlSize(std::string_view text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;
  if (byte(0) == 0xe2 && byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae) return 3;  // U+202A to U+202E
  if (byte(0) == 0xe2 && byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9) return 3;  // U+2066 to U+2069
  return 0;
}

}  // namespace

std::string RenderTable(const TextTable& table, TextStyle style) {
  return style == TextStyle::kMarkdown ? Markdown(table) : Terminal(table);
}

std::string Quoted(std::string_view text, TextStyle style) {
  constexpr std::string_view kMarkdowns = "\\`*_{}[]<>|#~&$";
  std::string quoted;
  while (!text.empty()) {
    const char c = text.front();
    const size_t control = ControlSize(text);
    if (style == TextStyle::kMarkdown && kMarkdowns.find(c) != std::string_view::npos) quoted += '\\';
    quoted += control > 0 ? '?' : c;
    text.remove_prefix(std::max<size_t>(control, 1));
  }
  return quoted;
}

}  // namespace pawl
