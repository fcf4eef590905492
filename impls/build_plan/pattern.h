#ifndef PAWL_IMPLS_BUILD_PLAN_PATTERN_H_
#define PAWL_IMPLS_BUILD_PLAN_PATTERN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace build_plan {

// `path` without what means nothing in it: "a//./b/../c/" is "a/c", and nothing is "."; as Go's filepath.Clean.
std::string CleanPath(std::string_view path);

// One pattern of a .dockerignore file, with the meaning that github.com/moby/patternmatcher gives it:
//
//   *        any characters but '/'
//   ?        one character but '/'; of text that is not UTF-8, one byte
//   [a-z]    one character of these, [^a-z] one that is none of them; it may be a '/'
//   \x       the character x, for what would mean something else
//   **       at the end: anything. Elsewhere with or without a '/' after it: nothing, or anything that ends in '/', so
//            a**b matches "ab" and "ax/b", not "axb". Without any other wildcard, leading ** is anything at all: **b
//            matches "ab".
//   a.b+c    as it stands
//
// Upper and lower case differ. Names that are not UTF-8 can be matched by wildcards.
//
// moby makes a regular expression of a pattern with wildcards, and leaves some characters in it that mean something
// there which its documentation does not promise: ^ { | } unescaped, \ before a letter or digit or beyond ASCII, *, ?
// and [: within brackets, and bytes that are not UTF-8. Such a pattern is an error here that says what to write:
// guessing would give another set of files than `docker build` sends.
class Pattern {
 public:
  // `text` is clean (CleanPath), relative and not empty. INVALID_ARGUMENT says why and what to write, without a
  // position.
  static absl::StatusOr<Pattern> Compile(std::string text);

  // Whether this is the path, relative and clean, or with a name before "//" or such, never. O(path * parts) in the
  // worst case. Allocates for paths beyond 511 bytes only. Safe from several threads.
  bool Matches(std::string_view path) const;

  // False only if no path below `directory` matches.
  bool MayMatchBelow(std::string_view directory) const;

 private:
  enum class Form { kExact, kPrefix, kSuffix, kParts };
  enum class Kind { kLiteral, kOne, kClass, kWithinName, kDirectories, kRest };
  struct Range {
    char32_t first, last;
  };
  struct Part {
    Kind kind;
    std::string literal = {};        // of kLiteral
    bool negated = false;            // of kClass, and its ranges
    std::vector<Range> ranges = {};  // one at least
  };
  class Parser;

  Pattern() = default;

  bool MatchesParts(std::string_view path) const;
  static bool IsOf(const Part& part, char32_t character);

  Form form_ = Form::kExact;
  std::string text_;  // without the ** of kPrefix and kSuffix
  std::vector<Part> parts_;
  // What a path must begin and end with that matches the parts.
  std::string head_, tail_;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_PATTERN_H_
