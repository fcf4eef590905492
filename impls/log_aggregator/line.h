#ifndef PAWL_IMPLS_LOG_AGGREGATOR_LINE_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_LINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "impls/log_aggregator/arguments.h"
#include "impls/log_aggregator/log_aggregator.h"

// Lines of the contract, into memory that the caller has: nothing here allocates, locks, or reads a locale, so that all
// of it may run while a crash is being handled.
namespace log_aggregator {

// Up to four bytes for one, and a name's.
constexpr size_t kMaxEscapedBytes = 4;
constexpr size_t kMaxNumberBytes = 32;

// What AppendLine() writes at most.
constexpr size_t kMaxLineBytes = 32 + kMaxEscapedBytes * (kMaxNameBytes + kMaxTemplateBytes + kMaxTextBytes) +
                                 kMaxArguments * (kMaxNumberBytes + sizeof " \\[ bytes cut]");

// Writes `text` with what the contract wants escaped; returns the end. `to` has room for kMaxEscapedBytes for each
// byte.
char* AppendEscaped(char* to, std::string_view text);
char* AppendEscapedName(char* to, std::string_view name);

// A template, taken apart once.
class ParsedTemplate {
 public:
  explicit ParsedTemplate(std::string_view text);

  char* AppendMessage(char* to, const char* arguments, size_t count) const;

  // As it is written.
  std::string_view text() const { return text_; }
  size_t heap_bytes() const { return ends_.capacity() * sizeof(ends_[0]) + HeapBytes(text_); }

 private:
  std::string text_;            // escaped
  std::vector<uint32_t> ends_;  // where in it each piece ends; between two pieces stands a placeholder
};

// Writes times. Keeps the text of the last one: by a coarse clock, many messages have that of the one before.
class TimeWriter {
 public:
  // `time_ns` since 1970 in UTC, as 2026-11-29T22:25:01.123Z.
  char* Append(char* to, int64_t time_ns);

 private:
  static constexpr size_t kTextBytes = sizeof "2026-11-29T22:25:01.123Z" - 1;

  void Format(int64_t time_ns);

  int64_t time_ns_ = INT64_MIN;
  char text_[kTextBytes] = {};
};

// A line without its newline: kMaxLineBytes at most. `prefix` is the source's name as it is written, a space behind it.
char* AppendLine(char* to, TimeWriter& times, int64_t time_ns, Severity severity, std::string_view prefix,
                 const ParsedTemplate& message, const char* arguments, size_t count);

// CLOCK_REALTIME_COARSE: a third of what the fine clock takes.
int64_t NowNs();

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_LINE_H_
