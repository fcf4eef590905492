#include "tools/model/mute.h"

#include <charconv>
#include <chrono>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr std::string_view kUntil = " until ";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool ReadDigits(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

bool IsDate(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!ReadDigits(text.substr(0, 4), year) || !ReadDigits(text.substr(5, 2), month) ||
      !ReadDigits(text.substr(8, 2), day)) {
    return false;
  }
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

}  // namespace

absl::StatusOr<Mute> ParseMute(std::string_view case_name, std::string_view text) {
  const auto error = [&](std::string_view what) {
    return absl::InvalidArgumentError(
        fmt::format("mute \"{}\": {}. A mute reads `comparison until YYYY-MM-DD: reason`, for example \"time_ratio "
                    "until 2026-12-31: the new allocator is being tuned\"",
                    text, what));
  };
  const size_t until = text.find(kUntil);
  if (until == std::string_view::npos) return error("expected `until`: a mute ends on a day");
  const std::string_view rest = Trimmed(text.substr(until + kUntil.size()));
  const size_t colon = rest.find(':');
  if (!IsDate(Trimmed(rest.substr(0, colon)))) return error("expected a date, YYYY-MM-DD, and a colon");
  Mute mute;
  mute.case_name = std::string(case_name);
  mute.comparison = std::string(Trimmed(text.substr(0, until)));
  mute.until = std::string(Trimmed(rest.substr(0, colon)));
  mute.reason = colon == std::string_view::npos ? "" : std::string(Trimmed(rest.substr(colon + 1)));
  mute.text = std::string(text);
  if (mute.comparison.empty()) return error("expected what is muted");
  if (mute.reason.empty()) return error("expected a reason after the date and a colon");
  return mute;
}

}  // namespace pawl
