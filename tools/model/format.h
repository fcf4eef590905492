#ifndef PAWL_TOOLS_MODEL_FORMAT_H_
#define PAWL_TOOLS_MODEL_FORMAT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pawl {

// Base units in, text for people out: the one place where numbers are scaled, so that terminal and report agree.
//
// Three significant digits without trailing zeros; whole digits before the point are never rounded away, since 1,004
// allocations are not 1,005. A no-break space stands before a unit and the minus sign is U+2212. Absent, NaN and
// infinite numbers are kNoNumber. All texts are UTF-8. Pure.

inline constexpr std::string_view kNoNumber = "–";

std::string FormatTime(std::optional<double> ns);      // 999 ns, 1 µs, 23.4 ms, 61 s
std::string FormatBytes(std::optional<double> bytes);  // 650 B, 1.5 KiB, 2 MiB
std::string FormatCount(std::optional<double> count);  // 0.5, 12,345, 1.23 M
std::string FormatRatio(std::optional<double> ratio);  // 0.061×, 16.4×

// A fraction as percent: 0.25 is "25 %". Two significant digits below 10 %; what is not zero never reads as zero
// ("<0.1 %").
std::string FormatPercent(std::optional<double> fraction);

// The change from one number to another, with its sign: 4 to 5 is "+25 %". kNoNumber from zero or a negative number.
std::string FormatPercentChange(std::optional<double> from, std::optional<double> to);

// A number in the unit that a Row states: "" (a count), "B", "x" (a ratio) or "ns". Other units follow the count.
std::string FormatAmount(std::optional<double> value, std::string_view unit);

// Two numbers to be read side by side: as FormatAmount, with as many digits as it takes to tell unequal ones apart.
std::pair<std::string, std::string> FormatAmounts(std::optional<double> a, std::optional<double> b,
                                                  std::string_view unit);

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_FORMAT_H_
