#include "impls/image_flags/str_append.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "impls/image_flags/quoting.h"

namespace image_flags {
namespace {

using internal::HasUnsafe;

// Debian's absl has a string view of its own.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::string Escaped(std::string_view text) {
  std::string escaped(internal::EscapedSize(text), '\0');
  internal::CopyEscaped(text, escaped.data());
  return escaped;
}

struct Append {
  std::string line;

  absl::string_view Separator() const { return line.empty() ? "" : " "; }

  void Flag(std::string_view flag) { absl::StrAppend(&line, Separator(), View(flag)); }

  void Value(std::string_view text) {
    if (text.empty() || HasUnsafe(text)) {
      absl::StrAppend(&line, Separator(), "'", Escaped(text), "'");
    } else {
      absl::StrAppend(&line, Separator(), View(text));
    }
  }

  void Pair(std::string_view key, std::string_view value) {
    if (HasUnsafe(key) || HasUnsafe(value)) {
      absl::StrAppend(&line, Separator(), "'", Escaped(key), "=");
      absl::StrAppend(&line, Escaped(value), "'");
    } else {
      absl::StrAppend(&line, Separator(), View(key), "=", View(value));
    }
  }
};

struct Lister {
  std::vector<std::string> tokens;

  void Flag(std::string_view flag) { tokens.emplace_back(flag); }
  void Value(std::string_view text) { tokens.emplace_back(text); }
  void Pair(std::string_view key, std::string_view value) {
    tokens.push_back(absl::StrCat(View(key), "=", View(value)));
  }
};

}  // namespace

std::string StrAppend::CommandLine(const Build& build) const {
  Append append;
  ForEachToken(build, append);
  return std::move(append.line);
}

std::vector<std::string> StrAppend::TokenList(const Build& build) const {
  Lister lister;
  ForEachToken(build, lister);
  return std::move(lister.tokens);
}

std::string StrAppend::ImageUri(const ImageReference& image) const {
  const auto after = [](absl::string_view mark, const std::string& part) { return part.empty() ? "" : mark; };
  return absl::StrCat(image.registry, after("/", image.registry), image.repository) +
         absl::StrCat(after(":", image.tag), image.tag, after("@", image.digest), image.digest);
}

}  // namespace image_flags
