#include "tools/cli/text_table.h"

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

}  // namespace

std::string RenderTable(const TextTable& table, TextStyle style) {
  return style == TextStyle::kMarkdown ? Markdown(table) : Terminal(table);
}

std::string Quoted(std::string_view text, TextStyle style) {
  constexpr std::string_view kMarkdowns = "\\`*_{}[]<>|#~&$";
  std::string quoted;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (style == TextStyle::kMarkdown && kMarkdowns.find(c) != std::string_view::npos) quoted += '\\';
    quoted += control ? '?' : c;
  }
  return quoted;
}

}  // namespace pawl
