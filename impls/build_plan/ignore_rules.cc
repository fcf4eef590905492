#include "impls/build_plan/ignore_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "impls/build_plan/utf8.h"

namespace build_plan {
namespace {

// Unicode's White_Space, which is what Go trims.
bool IsSpace(char32_t character) {
  constexpr char32_t kOthers[] = {' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  return (character >= '\t' && character <= '\r') || (character >= 0x2000 && character <= 0x200A) ||
         std::find(std::begin(kOthers), std::end(kOthers), character) != std::end(kOthers);
}

std::string_view Trim(std::string_view text) {
  size_t begin = text.size(), end = 0;
  for (size_t at = 0; at < text.size();) {
    const Rune rune = RuneAt(text, at);
    if (!IsSpace(rune.value)) {
      begin = std::min(begin, at);
      end = at + rune.size_bytes;
    }
    at += rune.size_bytes;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

}  // namespace

absl::StatusOr<IgnoreRules> IgnoreRules::Parse(std::string_view text, std::string_view file) {
  IgnoreRules rules;
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  for (size_t line = 1; !text.empty(); ++line) {
    const size_t end = text.find('\n');
    std::string_view pattern = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (pattern.starts_with('#')) continue;
    pattern = Trim(pattern);
    if (pattern.empty()) continue;

    const auto error = [&](std::string_view why) {
      return absl::InvalidArgumentError(std::string(file) + ":" + std::to_string(line) + ": the pattern \"" +
                                        std::string(pattern) + "\" has " + std::string(why));
    };
    // In Docker's two passes: what reads the file cleans what follows a '!', what compiles cleans all of it again. So
    // "./!a" is an exception, too.
    const std::string_view mark = pattern.starts_with('!') ? "!" : "";
    std::string clean(Trim(pattern.substr(mark.size())));
    if (!clean.empty()) clean = CleanPath(clean);
    if (clean.size() > 1 && clean.starts_with('/')) clean.erase(0, 1);
    const std::string marked = std::string(mark) + clean;
    if (Trim(marked).empty()) continue;
    clean = CleanPath(Trim(marked));
    const bool is_exception = clean.starts_with('!');
    if (is_exception) clean.erase(0, 1);
    if (clean.empty()) return error("nothing after its !. Write what to include, or remove the line");
    absl::StatusOr<Pattern> compiled = Pattern::Compile(std::move(clean));
    if (!compiled.ok()) {
      const absl::string_view why = compiled.status().message();
      return error({why.data(), why.size()});
    }
    rules.rules_.push_back({*std::move(compiled), is_exception});
  }
  return rules;
}

int IgnoreRules::LastMatchFromRoot(std::string_view path) const {
  int last_match = kNone;
  for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    last_match = LastMatch(path.substr(0, slash), last_match);
  }
  return LastMatch(path, last_match);
}

bool IgnoreRules::MayIncludeBelow(std::string_view directory, int last_match) const {
  if (!Excludes(last_match)) return true;
  return std::any_of(rules_.begin() + last_match + 1, rules_.end(), [directory](const Rule& rule) {
    return rule.is_exception && rule.pattern.MayMatchBelow(directory);
  });
}

}  // namespace build_plan
