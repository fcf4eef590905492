#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_NAME_PATTERN_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_NAME_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// The file name of an archive, from a pattern such as "project_{date}".
//
//   {date}  the day of the export, "2026-11-30"
//   {name}  the name of the exported folder
//   {hash}  16 hexadecimal digits that stand for the state of the project
//   {{ }}   a brace
//
// Everything else stands for itself, whatever its encoding.
namespace archive_export {

inline constexpr size_t kMaxNameBytes = 255;  // NAME_MAX of every Linux file system in use

struct NameFields {
  std::string_view date = {}, name = {}, hash = {};
};

// The name, with `extension` (".zip") at its end unless the pattern's own text already ends with it. It is one name,
// never a path: wherever it is put, it stays in that folder. INVALID_ARGUMENT names the pattern, the position (1-based,
// in bytes), what stands there and the way out: for an unknown placeholder, a brace without its partner, a '/' or NUL
// in pattern or field, and a name that before its extension is empty, "." or "..", or is longer than kMaxNameBytes.
// O(bytes).
absl::StatusOr<std::string> ExpandName(std::string_view pattern, const NameFields& fields, std::string_view extension);

// OK if the pattern has no error that can be told without fields: for a command line that is checked before the work.
absl::Status CheckPattern(std::string_view pattern);

// Whether it has the placeholder {hash}, whose value may cost more than the others'. False for one with an error.
bool NeedsHash(std::string_view pattern);

// "2026-11-30", of a time in seconds since 1970, in UTC: one export has one name, wherever it runs.
// INVALID_ARGUMENT beyond the years 0 to 9999.
absl::StatusOr<std::string> DateText(int64_t unix_time_s);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_NAME_PATTERN_H_
