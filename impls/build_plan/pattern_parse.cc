#include <cctype>
#include <string>
#include <utility>

#include "impls/build_plan/pattern.h"
#include "impls/build_plan/utf8.h"

namespace build_plan {
namespace {

absl::Status Malformed(std::string_view why) { return absl::InvalidArgumentError(std::string(why)); }

absl::Status Ambiguous(std::string_view what, std::string_view way_out) {
  return absl::InvalidArgumentError(
      std::string(what) + " beside a wildcard, which Docker takes for a regular expression's. " + std::string(way_out));
}

}  // namespace

std::string CleanPath(std::string_view path) {
  const bool rooted = path.starts_with('/');
  std::string clean(rooted ? "/" : "");
  size_t removable = clean.size();  // bytes that no ".." takes away
  while (!path.empty()) {
    const size_t end = path.find('/');
    const std::string_view name = path.substr(0, end);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
    if (name.empty() || name == ".") continue;
    if (name == ".." && clean.size() > removable) {
      const size_t slash = clean.rfind('/');
      clean.resize(slash == std::string::npos || slash < removable ? removable : slash);
      continue;
    }
    if (name == ".." && rooted) continue;
    if (!clean.empty() && !clean.ends_with('/')) clean += '/';
    clean += name;
    if (name == "..") removable = clean.size();
  }
  return clean.empty() ? "." : clean;
}

// Reads a pattern from its beginning to its end.
class Pattern::Parser {
 public:
  explicit Parser(std::string text) : text_(std::move(text)) {}

  absl::StatusOr<Pattern> Run() {
    while (at_ < text_.size()) {
      const absl::Status status = text_[at_] == '*' ? Star() : text_[at_] == '[' ? Class() : Character();
      if (!status.ok()) return status;
    }
    return Finish();
  }

 private:
  using Form = Pattern::Form;
  using Kind = Pattern::Kind;

  void Add(Kind kind) {
    made_.parts_.push_back({kind});
    made_.form_ = Form::kParts;
  }

  absl::Status Star() {
    const size_t begin = at_++;
    if (at_ == text_.size() || text_[at_] != '*') {
      Add(Kind::kWithinName);
      return absl::OkStatus();
    }
    ++at_;
    if (at_ < text_.size() && text_[at_] == '/') ++at_;
    const bool was_exact = made_.form_ == Form::kExact;
    const bool at_end = at_ == text_.size();
    Add(at_end ? Kind::kRest : Kind::kDirectories);
    if (at_end && was_exact) made_.form_ = Form::kPrefix;
    if (begin == 0) made_.form_ = Form::kSuffix;
    return absl::OkStatus();
  }

  absl::Status Character() {
    if (text_[at_] == '?') {
      ++at_;
      Add(Kind::kOne);
      return absl::OkStatus();
    }
    const bool escaped = text_[at_] == '\\';
    if (escaped) {
      made_.form_ = Form::kParts;
      if (absl::Status status = SkipBackslash(); !status.ok()) return status;
    }
    const Rune rune = RuneAt(text_, at_);
    if (rune.value == kInvalid) has_invalid_ = true;
    constexpr std::string_view kOperators = "^{|}";
    const bool is_operator = !escaped && kOperators.find(text_[at_]) != std::string_view::npos;
    if (is_operator && operator_ == 0) operator_ = text_[at_];
    // A ']' without its '[' stands for itself, but needs the regular expression.
    if (text_[at_] == ']') made_.form_ = Form::kParts;
    if (made_.parts_.empty() || made_.parts_.back().kind != Kind::kLiteral) made_.parts_.push_back({Kind::kLiteral});
    made_.parts_.back().literal.append(text_, at_, rune.size_bytes);
    at_ += rune.size_bytes;
    return absl::OkStatus();
  }

  absl::Status SkipBackslash() {
    if (++at_ == text_.size()) return Malformed("a \\ at its end, which escapes nothing. Write \\\\ for a backslash");
    const unsigned char next = static_cast<unsigned char>(text_[at_]);
    if (next < 0x80 && std::isalnum(next) == 0) return absl::OkStatus();
    return Ambiguous("a \\ before a letter or digit", "Write the character without it");
  }

  absl::Status Class() {
    Part part{Kind::kClass};
    ++at_;
    part.negated = at_ < text_.size() && text_[at_] == '^';
    if (part.negated) ++at_;
    while (part.ranges.empty() || at_ == text_.size() || text_[at_] != ']') {
      absl::StatusOr<char32_t> first = InClass();
      if (!first.ok()) return first.status();
      Range range{*first, *first};
      if (at_ < text_.size() && text_[at_] == '-') {
        ++at_;
        absl::StatusOr<char32_t> last = InClass();
        if (!last.ok()) return last.status();
        range.last = *last;
      }
      if (range.first > range.last) return Malformed("a range in [] that ends before it begins. Exchange its ends");
      part.ranges.push_back(range);
    }
    ++at_;
    made_.parts_.push_back(std::move(part));
    made_.form_ = Form::kParts;
    return absl::OkStatus();
  }

  absl::StatusOr<char32_t> InClass() {
    if (at_ == text_.size()) return Malformed("a [ without its ]. Write \\[ for the character");
    const std::string_view rest = std::string_view(text_).substr(at_);
    if (rest[0] == '-' || rest[0] == ']')
      return Malformed("[] in which a character is missing. Write \\- and \\] for those");
    if (rest[0] == '*' || rest[0] == '?') return Ambiguous("a * or ? in []", "Write \\* and \\?");
    if (rest.starts_with("[:")) return Ambiguous("a [: in []", "Write \\[ for the character");
    if (rest[0] == '\\') {
      if (absl::Status status = SkipBackslash(); !status.ok()) return status;
    }
    const Rune rune = RuneAt(text_, at_);
    if (rune.value == kInvalid) has_invalid_ = true;
    at_ += rune.size_bytes;
    return rune.value;
  }

  absl::StatusOr<Pattern> Finish() {
    if (made_.form_ == Form::kParts) {
      if (operator_ != 0) {
        return Ambiguous(std::string("a ") + operator_, std::string("Write \\") + operator_ + " for the character");
      }
      if (has_invalid_) return Ambiguous("a byte that is not UTF-8", "Write ? for it");
      if (made_.parts_.front().kind == Kind::kLiteral) made_.head_ = made_.parts_.front().literal;
      if (made_.parts_.back().kind == Kind::kLiteral) made_.tail_ = made_.parts_.back().literal;
    } else {
      made_.parts_.clear();
    }
    if (made_.form_ == Form::kPrefix) text_.resize(text_.size() - 2);
    if (made_.form_ == Form::kSuffix) text_.erase(0, 2);
    made_.text_ = std::move(text_);
    return std::move(made_);
  }

  std::string text_;
  size_t at_ = 0;
  Pattern made_;
  char operator_ = 0;  // the first that a regular expression would act upon
  bool has_invalid_ = false;
};

absl::StatusOr<Pattern> Pattern::Compile(std::string text) { return Parser(std::move(text)).Run(); }

}  // namespace build_plan
