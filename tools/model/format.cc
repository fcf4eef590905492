#include "tools/model/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr int kDigits = 3;
constexpr int kMostDigits = 15;  // A double holds 15 decimal digits; asking for more prints its binary residue.
constexpr std::string_view kNoBreakSpace = "\u00a0";
constexpr std::string_view kMinus = "−";

struct Scale {
  double size;
  std::string_view suffix;
};

// Ascending; a number is shown at the largest scale that it reaches after rounding.
constexpr std::array<Scale, 4> kTimes = {{{1, "ns"}, {1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}}};
constexpr std::array<Scale, 5> kBytes = {
    {{1, "B"}, {0x1p10, "KiB"}, {0x1p20, "MiB"}, {0x1p30, "GiB"}, {0x1p40, "TiB"}}};
constexpr std::array<Scale, 3> kCounts = {{{1, ""}, {1e6, "M"}, {1e9, "G"}}};
constexpr std::array<Scale, 1> kPlain = {{{1, ""}}};

bool IsNumber(const std::optional<double>& value) { return value && std::isfinite(*value); }

// Digits after the point that leave `digits` significant ones.
int Decimals(double value, int digits) {
  if (value == 0) return 0;
  return std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(value))));
}

double Rounded(double value, int digits) {
  const double power = std::pow(10.0, Decimals(value, digits));
  return std::isfinite(power) ? std::round(value * power) / power : value;
}

std::string GroupThousands(std::string text) {
  const size_t whole = std::min(text.find('.'), text.size());
  for (size_t at = whole; at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

// `value` >= 0. Very small and very large numbers fall back to an exponent instead of rows of zeros.
std::string Digits(double value, int digits) {
  if (value != 0 && (value < 1e-4 || value >= 1e15)) return fmt::format("{:.{}g}", value, digits);
  const int decimals = Decimals(value, digits);
  std::string text = fmt::format("{:.{}f}", Rounded(value, digits), decimals);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return GroupThousands(text);
}

std::string Scaled(std::optional<double> value, std::span<const Scale> scales, int digits) {
  if (!IsNumber(value)) return std::string(kNoNumber);
  const double size = std::fabs(*value);
  Scale scale = scales.front();
  for (const Scale& candidate : scales) {
    // Rounded at the scale before, so that 999.6 ns is 1 µs and not 1,000 ns.
    if (Rounded(size / scale.size, digits) * scale.size >= candidate.size) scale = candidate;
  }
  const std::string text = Digits(size / scale.size, digits);
  const std::string_view sign = *value < 0 && text != "0" ? kMinus : "";
  const std::string_view space = scale.suffix.empty() ? "" : kNoBreakSpace;
  return fmt::format("{}{}{}{}", sign, text, space, scale.suffix);
}

std::string Ratio(std::optional<double> value, int digits) {
  if (!IsNumber(value)) return std::string(kNoNumber);
  return Scaled(value, kPlain, digits) + "×";
}

std::string Amount(std::optional<double> value, std::string_view unit, int digits) {
  if (unit == "B") return Scaled(value, kBytes, digits);
  if (unit == "x") return Ratio(value, digits);
  if (unit == "ns") return Scaled(value, kTimes, digits);
  const std::string count = Scaled(value, kCounts, digits);
  return unit.empty() || !IsNumber(value) ? count : fmt::format("{}{}{}", count, kNoBreakSpace, unit);
}

std::string Percent(double fraction, std::string_view plus) {
  const double percent = std::fabs(fraction) * 100;
  if (percent == 0) return fmt::format("0{}%", kNoBreakSpace);
  const std::string_view sign = fraction < 0 ? kMinus : plus;
  if (percent < 0.1) return fmt::format("{}<0.1{}%", sign, kNoBreakSpace);
  return fmt::format("{}{}{}%", sign, Digits(percent, percent < 10 ? 2 : kDigits), kNoBreakSpace);
}

}  // namespace

std::string FormatTime(std::optional<double> ns) { return Scaled(ns, kTimes, kDigits); }
std::string FormatBytes(std::optional<double> bytes) { return Scaled(bytes, kBytes, kDigits); }
std::string FormatCount(std::optional<double> count) { return Scaled(count, kCounts, kDigits); }
std::string FormatRatio(std::optional<double> ratio) { return Ratio(ratio, kDigits); }

std::string FormatPercent(std::optional<double> fraction) {
  return IsNumber(fraction) ? Percent(*fraction, "") : std::string(kNoNumber);
}

std::string FormatPercentChange(std::optional<double> from, std::optional<double> to) {
  if (!IsNumber(from) || !IsNumber(to) || *from <= 0) return std::string(kNoNumber);
  // Subtracted first: equal numbers must give exactly zero.
  const double change = (*to - *from) / *from;
  return std::isfinite(change) ? Percent(change, "+") : std::string(kNoNumber);
}

std::string FormatAmount(std::optional<double> value, std::string_view unit) { return Amount(value, unit, kDigits); }

std::pair<std::string, std::string> FormatAmounts(std::optional<double> a, std::optional<double> b,
                                                  std::string_view unit) {
  std::pair<std::string, std::string> texts;
  for (int digits = kDigits; digits <= kMostDigits; ++digits) {
    texts = {Amount(a, unit, digits), Amount(b, unit, digits)};
    if (texts.first != texts.second || !IsNumber(a) || !IsNumber(b) || *a == *b) break;
  }
  return texts;
}

}  // namespace pawl
