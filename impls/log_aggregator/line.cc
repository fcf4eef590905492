#include "impls/log_aggregator/line.h"

#include <fmt/compile.h>
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

namespace log_aggregator {
namespace {

constexpr std::string_view kPlaceholder = "{}";
constexpr char kHex[] = "0123456789ABCDEF";

char* AppendHex(char* to, unsigned char byte) {
  *to++ = '\\';
  *to++ = 'x';
  *to++ = kHex[byte >> 4];
  *to++ = kHex[byte & 15];
  return to;
}

// Whether one of the eight bytes might want escaping: a control character, DEL, a backslash, or 0xC2, with which the
// controls U+0080 to U+009F begin. By "Bit Twiddling Hacks", https://graphics.stanford.edu/~seander/bithacks.html.
bool MayNeedEscape(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101, kHighs = kOnes * 0x80;
  const auto has_zero = [](uint64_t w) { return (w - kOnes) & ~w & kHighs; };
  const uint64_t has_control = (word - kOnes * 0x20) & ~word & kHighs;
  return (has_control | has_zero(word ^ kOnes * 0x7F) | has_zero(word ^ kOnes * '\\') |
          has_zero(word ^ kOnes * 0xC2)) != 0;
}

// Writes what text[i] becomes and moves i beyond it.
char* AppendByte(char* to, std::string_view text, size_t& i) {
  const auto byte = static_cast<unsigned char>(text[i++]);
  switch (byte) {
    case '\\':
      return std::copy_n("\\\\", 2, to);
    case '\n':
      return std::copy_n("\\n", 2, to);
    case '\t':
      return std::copy_n("\\t", 2, to);
    case '\r':
      return std::copy_n("\\r", 2, to);
    case 0xC2:
      if (i == text.size()) return AppendHex(to, byte);  // What is written next could make it a control character.
      if ((static_cast<unsigned char>(text[i]) & 0xE0) == 0x80) {
        to = AppendHex(to, byte);
        return AppendHex(to, static_cast<unsigned char>(text[i++]));
      }
      break;
    default:
      if (byte < 0x20 || byte == 0x7F) return AppendHex(to, byte);
  }
  *to++ = static_cast<char>(byte);
  return to;
}

template <typename T>
T Load(const char*& from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  from += sizeof value;
  return value;
}

template <typename T>
char* AppendNumber(char* to, const char*& from) {
  return fmt::format_to(to, FMT_COMPILE("{}"), Load<T>(from));
}

char* AppendText(char* to, const char*& from, bool is_cut) {
  const auto size_bytes = Load<uint32_t>(from);
  const uint32_t cut_bytes = is_cut ? Load<uint32_t>(from) : 0;
  to = AppendEscaped(to, {from, size_bytes});
  from += size_bytes;
  return is_cut ? fmt::format_to(to, FMT_COMPILE("\\[{} bytes cut]"), cut_bytes) : to;
}

// Moves `from` beyond the argument.
char* AppendArgument(char* to, const char*& from) {
  switch (static_cast<ArgumentKind>(*from++)) {
    case ArgumentKind::kSigned:
      return AppendNumber<int64_t>(to, from);
    case ArgumentKind::kUnsigned:
      return AppendNumber<uint64_t>(to, from);
    case ArgumentKind::kBool:
      return AppendNumber<bool>(to, from);
    case ArgumentKind::kDouble:
      return AppendNumber<double>(to, from);
    case ArgumentKind::kFloat:
      return AppendNumber<float>(to, from);
    case ArgumentKind::kText:
      return AppendText(to, from, /*is_cut=*/false);
    case ArgumentKind::kCutText:
      return AppendText(to, from, /*is_cut=*/true);
  }
  return to;
}

}  // namespace

char* AppendEscaped(char* to, std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    uint64_t word = 0;
    while (text.size() - i >= sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if (MayNeedEscape(word)) break;
      std::memcpy(to, &word, sizeof word);
      to += sizeof word;
      i += sizeof word;
    }
    const size_t left = text.size() - i;
    if (left < sizeof word && text.size() >= sizeof word) {
      std::memcpy(&word, text.data() + text.size() - sizeof word, sizeof word);
      if (!MayNeedEscape(word)) return std::copy_n(text.data() + i, left, to);
    }
    const size_t end = std::min(text.size(), i + sizeof word);
    while (i < end) to = AppendByte(to, text, i);
  }
  return to;
}

char* AppendEscapedName(char* to, std::string_view name) {
  for (size_t i = 0; i < name.size();) {
    if (name[i] == ' ') {
      to = AppendHex(to, ' ');
      ++i;
    } else {
      to = AppendByte(to, name, i);
    }
  }
  return to;
}

ParsedTemplate::ParsedTemplate(std::string_view text) {
  std::string escaped(text.size() * kMaxEscapedBytes, '\0');
  char* to = escaped.data();
  // Piece by piece: what a piece ends with may make a character with what an argument begins with.
  while (true) {
    const size_t end = text.find(kPlaceholder);
    to = AppendEscaped(to, text.substr(0, end));
    ends_.push_back(static_cast<uint32_t>(to - escaped.data()));
    if (end == std::string_view::npos) break;
    to = std::copy_n(kPlaceholder.data(), kPlaceholder.size(), to);
    text.remove_prefix(end + kPlaceholder.size());
  }
  text_.assign(escaped.data(), to);
  ends_.shrink_to_fit();
}

char* ParsedTemplate::AppendMessage(char* to, const char* arguments, size_t count) const {
  size_t begin = 0;
  for (size_t i = 0; i < ends_.size(); ++i) {
    if (i > 0 && count > 0) {
      to = AppendArgument(to, arguments);
      --count;
      begin += kPlaceholder.size();
    }
    // Without an argument the placeholder is copied with the piece behind it.
    to = std::copy_n(text_.data() + begin, ends_[i] - begin, to);
    begin = ends_[i];
  }
  for (; count > 0; --count) {
    *to++ = ' ';
    to = AppendArgument(to, arguments);
  }
  return to;
}

char* TimeWriter::Append(char* to, int64_t time_ns) {
  if (time_ns != time_ns_) Format(time_ns);
  return std::copy_n(text_, kTextBytes, to);
}

void TimeWriter::Format(int64_t time_ns) {
  using std::chrono::floor;
  time_ns_ = time_ns;
  const std::chrono::sys_time<std::chrono::nanoseconds> time{std::chrono::nanoseconds(time_ns)};
  const auto second = floor<std::chrono::seconds>(time);
  const auto day = floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(second - day);
  fmt::format_to(text_, FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z"), static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                 clock.minutes().count(), clock.seconds().count(), (time - second) / std::chrono::milliseconds(1));
}

char* AppendLine(char* to, TimeWriter& times, int64_t time_ns, Severity severity, std::string_view prefix,
                 const ParsedTemplate& message, const char* arguments, size_t count) {
  to = times.Append(to, time_ns);
  *to++ = ' ';
  *to++ = Letter(severity);
  *to++ = ' ';
  to = std::copy_n(prefix.data(), prefix.size(), to);
  return message.AppendMessage(to, arguments, count);
}

int64_t NowNs() {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

}  // namespace log_aggregator
