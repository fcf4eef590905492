#include "impls/archive_export/figures.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "impls/build_plan/utf8.h"

namespace archive_export {
namespace {

// C0, DEL and C1.
bool IsControl(char32_t character) { return character < 0x20 || (character >= 0x7F && character < 0xA0); }

}  // namespace

std::string BytesText(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  constexpr std::array<std::string_view, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  // 1,023.95 would be printed as 1024.0.
  while (value >= 1023.95 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string DurationText(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0 || seconds >= 1e15) return "?";
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<uint64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string Printable(std::string_view text) {
  std::string printable;
  printable.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const build_plan::Rune rune = build_plan::RuneAt(text, at);
    const std::string_view bytes = text.substr(at, rune.size_bytes);
    at += rune.size_bytes;
    // U+FFFD itself has three bytes.
    const bool is_valid = rune.value != build_plan::kInvalid || rune.size_bytes > 1;
    if (is_valid && !IsControl(rune.value)) {
      printable += bytes;
      continue;
    }
    for (const char c : bytes) printable += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return printable;
}

}  // namespace archive_export
