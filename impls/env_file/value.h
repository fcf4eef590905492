#ifndef PAWL_IMPLS_ENV_FILE_VALUE_H_
#define PAWL_IMPLS_ENV_FILE_VALUE_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "impls/env_file/dialect.h"
#include "impls/env_file/problem.h"

// What the bytes between the quotes mean. Where a value begins and ends is each implementation's own business.
namespace env_file {

// The value of a variable, nullopt where it is unset. What is returned must last until the next call.
using Lookup = std::function<std::optional<std::string_view>(std::string_view name)>;

enum class Quote : char { kNone = 0, kDouble = '"', kSingle = '\'', kBacktick = '`' };

struct Fault {
  Problem problem;
  size_t offset;      // into the raw text
  size_t size_bytes;  // of what a message shows
};

// What a reference may name: asked in this order, either may be empty.
struct Scope {
  const Lookup* earlier;  // keys so far
  const Lookup* environment;

  std::optional<std::string_view> Find(std::string_view name) const;
};

// Appends to `out` what `raw` means, the text between two quotes or an unquoted value without comment and blanks:
// escapes and references replaced, line ends as '\n'. On a fault `out` has some beginning of it. O(bytes).
std::optional<Fault> Interpret(std::string_view raw, Quote quote, const Dialect& dialect, const Scope& scope,
                               std::string& out);

// The same of the rest of a line under Unquoted::kWord.
std::optional<Fault> InterpretWord(std::string_view line, const Dialect& dialect, const Scope& scope, std::string& out);

// Whether an unquoted or quoted value without any of these bytes means itself.
inline bool MayNeedInterpretation(char c) { return c == '\\' || c == '$' || c == '\r'; }

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_VALUE_H_
