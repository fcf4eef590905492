#ifndef PAWL_IMPLS_ENV_FILE_OPTIONS_H_
#define PAWL_IMPLS_ENV_FILE_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>

#include "absl/status/status.h"
#include "impls/env_file/dialect.h"
#include "impls/env_file/problem.h"
#include "impls/env_file/value.h"

// What goes into a parser and what comes out of it.
namespace env_file {

// Why a value may not be what its author meant.
enum class Warning : uint8_t { kNone, kBackslashKeptQuoteOpen };

struct Variable {
  std::string_view key;  // both borrowed from the reader, until its next Next()
  std::string_view value;
  Position position;  // of the key
  Warning warning = Warning::kNone;
};

// The process's own environment. Safe from several threads as long as none changes the environment.
std::optional<std::string_view> ProcessEnvironment(std::string_view name);

struct Options {
  Dialect dialect;
  Lookup environment = ProcessEnvironment;  // for references to what is no earlier key; empty: nothing else is set
  std::stop_token stop;
  size_t max_line_bytes = 64 << 10;  // without its end
  size_t max_entry_bytes = 1 << 20;  // of all lines of a variable, without the last one's end
  size_t window_bytes = 64 << 10;    // how much of the file a streaming implementation holds; at least 1
};

struct Summary {
  uint64_t variables = 0;      // delivered, a key counts each time
  uint64_t skipped = 0;        // lines or entries that the dialect skips although they mean nothing
  uint64_t warnings = 0;       // variables with a warning
  absl::Status first_skipped;  // what would have been the error; OK if nothing was skipped
};

// What follows is shared by the implementations.

// INVALID_ARGUMENT for limits that no file can keep.
absl::Status Validate(const Options& options);

absl::Status Cancelled(std::string_view file, uint64_t line);

inline bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Whether a key may have this byte. A colon may, where it is no separator.
inline bool IsKeyByte(char c) {
  return static_cast<unsigned char>(c) > ' ' && c != '\x7f' && c != '=' && c != '#' && c != '"' && c != '\'' &&
         c != '`';
}

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_OPTIONS_H_
