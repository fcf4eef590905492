#ifndef PAWL_IMPLS_ENV_FILE_PROBLEM_H_
#define PAWL_IMPLS_ENV_FILE_PROBLEM_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

// What can be wrong with a .env file, and how it is told.
namespace env_file {

// Both from 1. A column counts bytes, not characters; a byte order mark that is skipped does not count.
struct Position {
  uint64_t line = 1;
  uint64_t column = 1;

  friend auto operator<=>(const Position&, const Position&) = default;
};

enum class Problem : uint8_t {
  kNul,
  kNotUtf8,
  kLineTooLong,
  kEntryTooLong,
  kNoEquals,
  kBadKey,
  kEmptyKey,
  kUnterminated,
  kTextAfterQuote,
  kBadEscape,
  kBadReference,
  kByteOrderMark,
};

// What a message is about. A message never quotes a variable's value, which may be a secret: only what makes it wrong.
struct Subject {
  std::string_view key = {};   // of the variable, if it has one; kNoEquals: empty
  std::string_view text = {};  // the offending bytes: an escape, a quote, the first bytes of a reference
  size_t limit_bytes = 0;
};

// INVALID_ARGUMENT "<file>:<line>:<column>: <what is wrong>. <the way out>".
absl::Status Report(Problem problem, std::string_view file, Position at, const Subject& subject);

// `bytes` as a message shows them: others than printable ASCII as \x1f, at most 32 of them.
std::string Shown(std::string_view bytes);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_PROBLEM_H_
