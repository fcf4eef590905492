#include "impls/archive_export/name_pattern.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "fmt/format.h"
#include "impls/archive_export/figures.h"

namespace archive_export {
namespace {

constexpr std::string_view kWayOut = "Use {date}, {name}, {hash}, and {{ or }} for a brace";

absl::Status Error(std::string_view pattern, size_t at, const std::string& what) {
  return absl::InvalidArgumentError(fmt::format("name pattern '{}', byte {}: {}", Printable(pattern), at + 1, what));
}

// The fields by name; null for a name that is none.
const std::string_view* Find(const NameFields& fields, std::string_view name) {
  if (name == "date") return &fields.date;
  if (name == "name") return &fields.name;
  if (name == "hash") return &fields.hash;
  return nullptr;
}

size_t FindSeparator(std::string_view text) { return text.find_first_of(std::string_view("/\0", 2)); }

// Calls text(part) and placeholder(at, name), which returns a Status, for the parts of the pattern in their order.
template <typename Text, typename Placeholder>
absl::Status ForEachPart(std::string_view pattern, Text text, Placeholder placeholder) {
  for (size_t at = 0; at < pattern.size();) {
    const size_t brace = std::min(pattern.find_first_of("{}", at), pattern.size());
    if (brace > at) text(pattern.substr(at, brace - at));
    if (brace == pattern.size()) break;
    if (brace + 1 < pattern.size() && pattern[brace + 1] == pattern[brace]) {
      text(pattern.substr(brace, 1));
      at = brace + 2;
      continue;
    }
    if (pattern[brace] == '}') return Error(pattern, brace, fmt::format("a '}}' without its '{{'. {}", kWayOut));
    const size_t end = pattern.find_first_of("{}", brace + 1);
    if (end == std::string_view::npos || pattern[end] == '{') {
      return Error(pattern, brace, fmt::format("a '{{' without its '}}'. {}", kWayOut));
    }
    if (absl::Status status = placeholder(brace, pattern.substr(brace + 1, end - brace - 1)); !status.ok()) {
      return status;
    }
    at = end + 1;
  }
  return absl::OkStatus();
}

absl::Status AppendParts(std::string_view pattern, const NameFields& fields, std::string* name) {
  const auto add_text = [&](std::string_view text) { name->append(text); };
  const auto add_field = [&](size_t at, std::string_view field) {
    const std::string_view* const value = Find(fields, field);
    if (value == nullptr) {
      return Error(pattern, at, fmt::format("there is no placeholder '{{{}}}'. {}", Printable(field), kWayOut));
    }
    if (FindSeparator(*value) != std::string_view::npos) {
      return Error(pattern, at,
                   fmt::format("the value '{}' of '{{{}}}' has a '/' or NUL, which no file name may have. Leave the "
                               "placeholder out, or rename what it stands for",
                               Printable(*value), field));
    }
    name->append(*value);
    return absl::OkStatus();
  };
  return ForEachPart(pattern, add_text, add_field);
}

}  // namespace

absl::Status CheckPattern(std::string_view pattern) {
  // A value that every field's could be, long enough for none of the rules about whole names to matter.
  return ExpandName(pattern, {.date = "d", .name = "n", .hash = "h"}, "").status();
}

bool NeedsHash(std::string_view pattern) {
  bool needs = false;
  const absl::Status status = ForEachPart(
      pattern, [](std::string_view) {},
      [&](size_t, std::string_view field) {
        needs |= field == "hash";
        return absl::OkStatus();
      });
  return status.ok() && needs;
}

absl::StatusOr<std::string> ExpandName(std::string_view pattern, const NameFields& fields, std::string_view extension) {
  if (const size_t at = FindSeparator(pattern); at != std::string_view::npos) {
    return Error(pattern, at,
                 "a '/' or NUL, which no file name may have. Give the folder by --output, and here the name alone");
  }
  std::string name;
  if (absl::Status status = AppendParts(pattern, fields, &name); !status.ok()) return status;
  // Only what the pattern says counts: a project whose folder is named x.zip must not become an archive of that name.
  const bool has_extension = pattern.ends_with(extension);
  const std::string_view stem = std::string_view(name).substr(0, name.size() - (has_extension ? extension.size() : 0));
  if (stem.empty() || stem == "." || stem == "..") {
    return Error(pattern, 0, fmt::format("it gives the name '{}', which no file can have. Add some text to it", stem));
  }
  if (!has_extension) name += extension;
  if (name.size() > kMaxNameBytes) {
    return Error(
        pattern, 0,
        fmt::format("it gives a name of {} bytes, and file systems take {}. Shorten it", name.size(), kMaxNameBytes));
  }
  return name;
}

absl::StatusOr<std::string> DateText(int64_t unix_time_s) {
  const std::time_t time = unix_time_s;
  std::tm parts = {};
  // gmtime_r fails where the year does not fit in an int.
  if (gmtime_r(&time, &parts) == nullptr || parts.tm_year < -1900 || parts.tm_year > 9999 - 1900) {
    return absl::InvalidArgumentError(fmt::format(
        "time {} s has no date of four digits for the year. Give one within the years 0 to 9999", unix_time_s));
  }
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

}  // namespace archive_export
