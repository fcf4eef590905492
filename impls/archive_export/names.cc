#include "impls/archive_export/names.h"

#include "impls/build_plan/utf8.h"

namespace archive_export {

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const build_plan::Rune rune = build_plan::RuneAt(text, at);
    if (rune.value == build_plan::kInvalid && rune.size_bytes == 1) return false;
    at += rune.size_bytes;
  }
  return true;
}

absl::Status CheckName(Format format, const std::string& full_path, std::string_view name) {
  if (format == Format::kZip && name.size() >= 0xFFFF) {
    return absl::InvalidArgumentError(full_path + ": has a name of " + std::to_string(name.size()) +
                                      " bytes, and zip holds 65,534. Use the format tar");
  }
  if (format == Format::kSevenZip && !IsUtf8(name)) {
    return absl::InvalidArgumentError(
        full_path + ": has a name that is not UTF-8, and 7z holds no other. Use the format tar or zip");
  }
  return absl::OkStatus();
}

}  // namespace archive_export
