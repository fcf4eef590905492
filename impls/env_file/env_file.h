#ifndef PAWL_IMPLS_ENV_FILE_ENV_FILE_H_
#define PAWL_IMPLS_ENV_FILE_ENV_FILE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/env_file/options.h"
#include "impls/env_file/source.h"

// Parses .env files, as they are read by node-dotenv, godotenv, dotenvy, python-dotenv and their like.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * A file is UTF-8 text of lines that end in LF, CRLF or CR; the last one may lack its end. Blanks are space
//     and TAB. A line is empty, a comment ('#' first, but for blanks), or begins an entry: [export] KEY=value. A key is
//     any bytes but blanks, control characters, quotes, '#' and '='. Blanks around key and value do not count.
//   * A value in single or double quotes may span lines, each of whose ends is one '\n' in it, and only a comment may
//     follow it. Other values end with their line, or at a '#' after a blank. In double quotes \n \r \" \\ \$ are
//     escapes. Outside of single quotes ${X} and ${X:-text} are references: to an earlier key of the file, else to the
//     environment, else empty (or text, which also stands for an empty X).
//   * All of this is the default dialect; where widely used parsers differ, Dialect has a mode, and the names for what
//     each of the five does.
//   * The first problem in reading order ends everything with a Status that names file, line, column, what is wrong and
//     the way out. Lines are checked as they are read, each first for its length, then for its bytes (UTF-8, no NUL),
//     then the entry so far for its length; an entry is understood once its last line was. All variables before it were
//     delivered. A problem that the dialect skips is counted in the Summary and the first one told there. Nothing is
//     dropped silently.
//   * Messages never quote a value: it may be a secret.
//   * A stop request is CANCELLED from the next entry or read on.
//   * Reading stops at the first error for good: Next() repeats it. A source's own error comes as soon as the
//     implementation has read that far, which may be before the variables that precede it.
//   * One object is used by one thread at a time. Nothing here writes to the process environment but Export().
// Correct without: bounded memory, views instead of copies, or noticing a stop request within one read.
namespace env_file {

// The pull interface: one entry after the other, in the order of the file. Visit() makes callbacks of it.
template <typename T>
concept Reads = requires(T reader, const T& done) {
  { reader.Next() } -> std::same_as<absl::StatusOr<const Variable*>>;  // nullptr after the last
  { done.summary() } -> std::same_as<const Summary&>;
};

// The variables of a file by key; of a key's values the last one counts, at the place of the first.
template <typename T>
concept Tabulates = requires(const T table, std::string_view key, void (*visit)(std::string_view, std::string_view)) {
  { table.size() } -> std::same_as<size_t>;
  { table.Find(key) } -> std::same_as<std::optional<std::string_view>>;  // lasts as long as the table
  { table.ForEach(visit) };
  { table.summary() } -> std::same_as<const Summary&>;
} && std::movable<T>;

template <typename T>
concept Parser = requires(const Options& options, Source& source, std::string_view text, std::string_view name) {
  { T::kName } -> std::convertible_to<std::string_view>;
  // Borrows all three. `earlier` answers for the keys that the caller has seen: a reader keeps none. It may be empty.
  typename T::Reader;
  requires std::constructible_from<typename T::Reader, Source&, const Options&, const Lookup&>;
  requires Reads<typename T::Reader>;
  // A file in memory, which the table borrows.
  requires Tabulates<typename T::Table>;
  { T::Parse(text, name, options) } -> std::same_as<absl::StatusOr<typename T::Table>>;
};

// Calls visit(const Variable&) for each; a visitor that returns bool ends it with false.
template <Reads Reader, typename Visitor>
absl::StatusOr<Summary> Visit(Reader& reader, Visitor visit) {
  while (true) {
    const absl::StatusOr<const Variable*> next = reader.Next();
    if (!next.ok()) return next.status();
    if (*next == nullptr) return reader.summary();
    if constexpr (std::is_same_v<std::invoke_result_t<Visitor, const Variable&>, bool>) {
      if (!visit(**next)) return reader.summary();
    } else {
      visit(**next);
    }
  }
}

enum class Override : bool { kNo, kYes };

// Sets one variable of the process, as setenv does; with kNo what is set there stays. INVALID_ARGUMENT for a key or
// value that no environment can hold.
absl::Status SetVariable(std::string_view key, std::string_view value, Override override);

// Sets all variables of `table` in the process, those after one that cannot be set, too, and returns the first error.
// Not while other threads use the environment.
template <Tabulates Table>
absl::Status Export(const Table& table, Override override) {
  absl::Status status;
  table.ForEach(
      [&](std::string_view key, std::string_view value) { status.Update(SetVariable(key, value, override)); });
  return status;
}

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_ENV_FILE_H_
