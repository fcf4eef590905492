#ifndef PAWL_IMPLS_BUILD_PLAN_IGNORE_RULES_H_
#define PAWL_IMPLS_BUILD_PLAN_IGNORE_RULES_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/build_plan/pattern.h"

namespace build_plan {

// The rules of a .dockerignore file, as Docker reads it (github.com/moby/patternmatcher with its ignorefile):
//   * One pattern a line (pattern.h). A byte order mark before the first line, white space around a pattern and empty
//     lines mean nothing, and so does a line that begins with '#' in its first column.
//   * A '!' before a pattern makes an exception of it. Patterns are cleaned, and a '/' before one is dropped: all of
//     them begin at the root.
//   * A rule that matches a directory matches all that is below it.
//   * The last rule that matches decides. What none matches is included.
// Other than Docker's, lines may be longer than 64 KiB.
//
// Const members may be called from several threads at once.
class IgnoreRules {
 public:
  // What no rule matches.
  static constexpr int kNone = -1;

  IgnoreRules() = default;  // No rules.

  // INVALID_ARGUMENT for a pattern that is none; its message begins with `file` and the line. O(bytes).
  static absl::StatusOr<IgnoreRules> Parse(std::string_view text, std::string_view file);

  // The last rule that matches `path`, relative and clean, or a directory above it. `above` is the answer for the
  // directory that it is in, kNone for the root. O(rules after `above`), each as Pattern::Matches.
  int LastMatch(std::string_view path, int above) const {
    for (int rule = static_cast<int>(rules_.size()) - 1; rule > above; --rule) {
      if (rules_[static_cast<size_t>(rule)].pattern.Matches(path)) return rule;
    }
    return above;
  }

  // The same without knowing the directory's: asks about each one above `path`.
  int LastMatchFromRoot(std::string_view path) const;

  // Whether that answer leaves the path out.
  bool Excludes(int last_match) const {
    return last_match != kNone && !rules_[static_cast<size_t>(last_match)].is_exception;
  }

  // False only if all that is below `directory` is left out, so that nobody need enter it. `last_match` is its own.
  bool MayIncludeBelow(std::string_view directory, int last_match) const;

 private:
  struct Rule {
    Pattern pattern;
    bool is_exception;
  };

  std::vector<Rule> rules_;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_IGNORE_RULES_H_
