#include "impls/image_flags/image_flags.h"

#include "impls/image_flags/shown.h"

namespace image_flags {
namespace {

using internal::Shown;

// Remembers the first thing wrong with a build.
struct BuildChecker {
  std::string_view flag;
  absl::Status status;

  void Flag(std::string_view name) { flag = name; }

  void Value(std::string_view text) {
    const size_t nul = text.find('\0');
    if (nul == std::string_view::npos) return;
    Fail(text, "has a NUL byte at offset " + std::to_string(nul) + ", which no argument can carry; remove it");
  }

  void Pair(std::string_view key, std::string_view value) {
    Value(key);
    Value(value);
    if (key.empty()) Fail(value, "has an empty key; name it, or remove the entry");
    if (key.find('=') == std::string_view::npos) return;
    Fail(key, "is a key with '=', where its value would begin; move what follows the '=' into the value");
  }

  void Fail(std::string_view text, const std::string& reason) {
    if (status.ok()) status = absl::InvalidArgumentError(std::string(flag) + " " + Shown(text) + " " + reason);
  }
};

}  // namespace

absl::Status Validate(const Build& build) {
  BuildChecker checker;
  ForEachToken(build, checker);
  return checker.status;
}

}  // namespace image_flags
