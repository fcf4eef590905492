#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/archive_export/name_pattern.h"

// The input is a pattern; its lines after the first are the fields name and hash, and the extension.
namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// The pattern that stands for exactly this text.
std::string Escaped(std::string_view text) {
  std::string pattern;
  for (const char c : text) pattern.append(c == '{' || c == '}' ? 2 : 1, c);
  return pattern;
}

bool IsFileName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= archive_export::kMaxNameBytes &&
         name.find_first_of(std::string_view("/\0", 2)) == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using archive_export::ExpandName;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view pattern = TakeLine(input), name = TakeLine(input), hash = TakeLine(input);
  constexpr std::string_view kExtension = ".tar.gz";

  const auto expanded = ExpandName(pattern, {.date = "2026-11-30", .name = name, .hash = hash}, kExtension);
  if (expanded.ok()) {
    Check(IsFileName(*expanded) && expanded->ends_with(kExtension) && expanded->size() > kExtension.size());
    Check(archive_export::CheckPattern(pattern).ok() || pattern.size() > archive_export::kMaxNameBytes);
    // A name is a pattern of itself once its braces are doubled.
    Check(ExpandName(Escaped(*expanded), {}, kExtension) == expanded);
  } else {
    Check(expanded.status().code() == absl::StatusCode::kInvalidArgument);
    Check(expanded.status().message().find(", byte ") != std::string_view::npos);
    Check(expanded.status().message().find('\n') == std::string_view::npos);
  }
  // Any name can be had, whatever is in it.
  const auto literal = ExpandName(Escaped(name), {}, "");
  Check(literal.ok() == IsFileName(name) && (!literal.ok() || *literal == name));
  Check(!archive_export::NeedsHash(pattern) || pattern.find("{hash}") != std::string_view::npos);
  return 0;
}
