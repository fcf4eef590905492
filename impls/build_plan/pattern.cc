#include "impls/build_plan/pattern.h"

#include <algorithm>
#include <array>
#include <vector>

#include "impls/build_plan/utf8.h"

namespace build_plan {
namespace {

// Which positions in a path, its end included, what was read of a pattern can lead to. One flag for each; what lies
// outside [first, last] is not set.
class Positions {
 public:
  explicit Positions(std::string_view path) : path_(path) {
    if (path.size() < inline_.size()) {
      flags_ = inline_.data();
    } else {
      long_.resize(path.size() + 1);
      flags_ = long_.data();
    }
    std::fill_n(flags_, path.size() + 1, 0);
    flags_[0] = 1;
  }

  bool none() const { return first_ > last_; }
  bool AtEnd() const { return flags_[path_.size()] != 0; }

  // What follows `step(position)` bytes after each that is set; 0 for nothing. From the last one down, so that none is
  // met again.
  template <typename Step>
  void Advance(Step step) {
    const size_t first = first_, last = last_;
    first_ = path_.size() + 1;
    last_ = 0;
    for (size_t at = last + 1; at-- > first;) {
      if (flags_[at] == 0) continue;
      flags_[at] = 0;
      if (const size_t bytes = step(at); bytes != 0) Set(at + bytes);
    }
  }

  // Everything up to the next '/' of each.
  void SpreadWithinName() {
    for (size_t at = first_; at < path_.size() && at <= last_; ++at) {
      if (flags_[at] != 0 && path_[at] != '/') Set(at + RuneAt(path_, at).size_bytes);
    }
  }

  // What follows any later '/' of the line.
  void SpreadOverDirectories() {
    bool reached = false;
    for (size_t at = first_; at < path_.size() && (reached || at <= last_); ++at) {
      reached = (reached || flags_[at] != 0) && path_[at] != '\n';
      if (reached && path_[at] == '/') Set(at + 1);
    }
  }

  // Whether the rest of the line is the rest of the path.
  bool OnLastLine() const {
    const size_t newline = path_.rfind('\n');
    return !none() && (newline == std::string_view::npos || last_ > newline);
  }

 private:
  void Set(size_t at) {
    flags_[at] = 1;
    first_ = std::min(first_, at);
    last_ = std::max(last_, at);
  }

  const std::string_view path_;
  std::array<unsigned char, 512> inline_;
  std::vector<unsigned char> long_;
  unsigned char* flags_;
  size_t first_ = 0, last_ = 0;
};

}  // namespace

bool Pattern::IsOf(const Part& part, char32_t character) {
  const bool listed = std::any_of(part.ranges.begin(), part.ranges.end(), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
  return listed != part.negated;
}

bool Pattern::Matches(std::string_view path) const {
  switch (form_) {
    case Form::kExact:
      return path == text_;
    case Form::kPrefix:
      return path.starts_with(text_);
    case Form::kSuffix:
      return path.ends_with(text_) || (text_.starts_with('/') && path == std::string_view(text_).substr(1));
    case Form::kParts:
      return path.starts_with(head_) && path.ends_with(tail_) && MatchesParts(path);
  }
  return false;
}

bool Pattern::MatchesParts(std::string_view path) const {
  Positions positions(path);
  for (const Part& part : parts_) {
    switch (part.kind) {
      case Kind::kLiteral:
        positions.Advance(
            [&](size_t at) { return path.substr(at).starts_with(part.literal) ? part.literal.size() : 0; });
        break;
      case Kind::kOne:
        positions.Advance(
            [&](size_t at) { return at == path.size() || path[at] == '/' ? 0 : RuneAt(path, at).size_bytes; });
        break;
      case Kind::kClass:
        positions.Advance([&](size_t at) -> size_t {
          if (at == path.size()) return 0;
          const Rune rune = RuneAt(path, at);
          return IsOf(part, rune.value) ? rune.size_bytes : 0;
        });
        break;
      case Kind::kWithinName:
        positions.SpreadWithinName();
        break;
      case Kind::kDirectories:
        positions.SpreadOverDirectories();
        break;
      case Kind::kRest:
        return positions.OnLastLine();
    }
    if (positions.none()) return false;
  }
  return positions.AtEnd();
}

bool Pattern::MayMatchBelow(std::string_view directory) const {
  // What every path that matches begins with.
  const std::string_view begin = form_ == Form::kParts ? head_ : form_ == Form::kSuffix ? std::string_view() : text_;
  const size_t common = std::min(begin.size(), directory.size());
  if (begin.substr(0, common) != directory.substr(0, common)) return false;
  if (begin.size() > directory.size()) return begin[directory.size()] == '/';
  return form_ != Form::kExact;
}

}  // namespace build_plan
