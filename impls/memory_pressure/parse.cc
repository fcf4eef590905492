#include "impls/memory_pressure/parse.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace memory_pressure {
namespace {

constexpr Number kDamagedNumber = {Found::kDamaged, 0};

// The first line, without its newline, which is taken off `text`; nullopt if it has no end.
std::optional<std::string_view> TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

// Up to the next space, which is taken off, too; the rest if there is none.
std::string_view TakeWord(std::string_view& line) {
  const size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

// Digits only: no sign, no space, no overflow.
Number ParseDigits(std::string_view word) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return kDamagedNumber;
  return {Found::kValue, value};
}

// "some avg10=1.25 avg60=..." as 0.0125; nullopt if it is anything else.
std::optional<double> ParseStallLine(std::string_view line, std::string_view name) {
  constexpr std::string_view kKey = "avg10=";
  if (TakeWord(line) != name) return std::nullopt;
  std::string_view word = TakeWord(line);
  if (word.substr(0, kKey.size()) != kKey) return std::nullopt;
  word.remove_prefix(kKey.size());
  double percent = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), percent, std::chars_format::fixed);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  const bool is_share = percent >= 0 && percent <= 100;  // which NaN is not
  if (!is_share) return std::nullopt;
  return percent / 100;
}

}  // namespace

Number ParseNumber(std::string_view text) {
  const std::optional<std::string_view> line = TakeLine(text);
  if (!line || !text.empty()) return kDamagedNumber;
  return *line == "max" ? Number{Found::kUnlimited, 0} : ParseDigits(*line);
}

Number ParseResidentPages(std::string_view text) {
  std::optional<std::string_view> line = TakeLine(text);
  if (!line || !text.empty()) return kDamagedNumber;
  Number resident = kDamagedNumber;
  for (int i = 0; i < 7; ++i) {
    const Number number = ParseDigits(TakeWord(*line));
    if (number.found != Found::kValue) return kDamagedNumber;
    if (i == 1) resident = number;
  }
  return line->empty() ? resident : kDamagedNumber;
}

Number ParseInactiveFile(std::string_view text) {
  while (std::optional<std::string_view> line = TakeLine(text)) {
    if (TakeWord(*line) == "inactive_file") return ParseDigits(*line);
  }
  return kDamagedNumber;
}

Stall ParseStall(std::string_view text) {
  const std::optional<std::string_view> some_line = TakeLine(text), full_line = TakeLine(text);
  if (!some_line || !full_line) return {Found::kDamaged, 0, 0};
  const std::optional<double> some = ParseStallLine(*some_line, "some"), full = ParseStallLine(*full_line, "full");
  if (!some || !full) return {Found::kDamaged, 0, 0};
  return {Found::kValue, *some, *full};
}

std::optional<std::string> ParseGroupPath(std::string_view text) {
  while (const std::optional<std::string_view> line = TakeLine(text)) {
    if (line->substr(0, 4) != "0::/") continue;
    const std::string_view path = line->substr(3);
    for (std::string_view rest = path; !rest.empty();) {
      const size_t end = std::min(rest.find('/'), rest.size());
      if (rest.substr(0, end) == "..") return std::nullopt;  // outside of what this name space shows
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::string(path);
  }
  return std::nullopt;
}

}  // namespace memory_pressure
