// What every line passes: pieces, steps, and the ordinary lines.

#include "impls/env_file/entry_parser.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace env_file {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

// So much of a stretch is left at least when a line is looked at, or the next one is classified: most lines are
// shorter, and those that are not are no worse than not ordinary.
constexpr std::ptrdiff_t kAheadBytes = 256;

}  // namespace

// The first byte from `at` on that is of the class; nullptr if none is in the stretch.
[[gnu::always_inline]] inline const char* EntryParser::First(const uint64_t* bits, const char* at) const {
  do {
    const uint64_t found = Classes::At(bits, static_cast<size_t>(at - stretch_));
    if (found != 0) [[likely]]
      return at + std::countr_zero(found);
    at += 64;
  } while (at < stretch_end_);
  return nullptr;
}

// Whether any byte of a part of the stretch is of the class.
[[gnu::always_inline]] inline bool EntryParser::Any(const uint64_t* bits, const char* begin, const char* end) const {
  for (; end - begin >= 64; begin += 64) {
    if (Classes::At(bits, static_cast<size_t>(begin - stretch_)) != 0) return true;
  }
  const uint64_t before_end = (uint64_t{1} << (end - begin)) - 1;
  return (Classes::At(bits, static_cast<size_t>(begin - stretch_)) & before_end) != 0;
}

EntryParser::EntryParser(std::string_view file, const Options& options, const Lookup& earlier)
    : file_(file),
      options_(options),
      dialect_(options.dialect),
      scope_{&earlier, &options.environment},
      free_bytes_(std::min(options.max_line_bytes, options.max_entry_bytes)),
      knows_ordinary_(dialect_.unquoted == Dialect::Unquoted::kVerbatim && !dialect_.colon &&
                      dialect_.comment == Dialect::Comment::kAfterBlank),
      status_(Validate(options)) {}

void EntryParser::Provide(std::string_view piece, bool is_last) {
  const auto place = [&piece](std::optional<std::ptrdiff_t> distance) {
    return distance.has_value() ? piece.data() + *distance : nullptr;
  };
  checked_ = piece.data() + suspended_.checked;
  bad_ = place(suspended_.bad);
  searched_ = place(suspended_.searched);
  judged_ = place(suspended_.judged);
  at_ = piece.data();
  end_ = piece.data() + piece.size();
  stretch_ = stretch_end_ = at_;
  may_be_ordinary_ = may_be_ordinary_ && !piece.empty();  // without a byte there are no classes
  is_last_ = is_last;
}

EntryParser::Step EntryParser::Fail(absl::Status status) {
  status_ = std::move(status);
  return Step::kFailed;
}

EntryParser::Step EntryParser::Next() {
  while (status_.ok()) {
    if (options_.stop.stop_requested()) [[unlikely]]
      return Fail(Cancelled(file_, line_));
    if (at_ == end_ && is_last_) [[unlikely]]
      return Step::kEnd;
    Found found = may_be_ordinary_ ? Ordinary() : Found::kMore;
    if (found == Found::kMore) [[unlikely]]
      found = has_begun_ ? Entry() : Begin();
    if (found == Found::kVariable) [[likely]]
      return Step::kVariable;
    if (found == Found::kMore && (!has_begun_ || JudgePending())) {
      return Suspend();
    }
  }
  return Step::kFailed;
}

EntryParser::Step EntryParser::Suspend() {
  const auto distance = [this](const char* place) {
    return place != nullptr ? std::optional(place - at_) : std::nullopt;
  };
  suspended_ = {checked_ - at_, distance(bad_), distance(searched_), distance(judged_)};
  may_be_ordinary_ = false;
  return Step::kMore;
}

EntryParser::Found EntryParser::Begin() {
  if (unread().size() < kBom.size() && !is_last_) return Found::kMore;
  has_begun_ = true;
  may_be_ordinary_ = knows_ordinary_;
  if (!unread().starts_with(kBom) || dialect_.bom == Dialect::Bom::kKeep) return Found::kNothing;
  if (dialect_.bom == Dialect::Bom::kError) {
    Refuse(Problem::kByteOrderMark, Position(), Subject());
    return Found::kFailed;
  }
  at_ = checked_ = at_ + kBom.size();
  return Found::kNothing;
}

// Lines as most are, by the bits of their classes; kMore for all others, which Entry() understands.
[[gnu::always_inline]] inline EntryParser::Found EntryParser::Ordinary() {
  if (stretch_end_ - at_ < kAheadBytes && stretch_end_ != end_) [[unlikely]]
    ClassifyAhead();
  const char* key = at_;
  const char* key_end = First(classes_.key_end, key);
  if (key_end == nullptr) [[unlikely]]
    return Found::kMore;
  if (key_end == key) [[unlikely]]
    return OrdinaryNothing();
  if (*key_end == ' ' && View(key, key_end) == "export") [[unlikely]] {
    key = key_end + 1;
    key_end = First(classes_.key_end, key);
    if (key_end == nullptr || key_end == key) return Found::kMore;
  }
  const char* value = key_end + 1;
  if (*key_end != '=' || value >= stretch_end_) [[unlikely]]
    return Found::kMore;
  const bool is_quoted = *value == '"' || *value == '\'';
  const Span span = is_quoted ? OrdinaryQuoted(value) : OrdinaryUnquoted(value);
  if (span.line_end == nullptr || !IsPlainlySound(span.line_end)) [[unlikely]]
    return Found::kMore;
  variable_ = {
      View(key, key_end), View(span.begin, span.end), {line_, static_cast<uint64_t>(key - at_) + 1}, Warning::kNone};
  if (span.needs_interpretation) [[unlikely]] {
    key_ = variable_.key;
    return Interpreted({span.begin, span.end, Quote::kNone, true}, {span.line_end, span.line_end + 1}, 1);
  }
  at_ = span.line_end + 1;
  ++line_;
  ++summary_.variables;
  return Found::kVariable;
}

// An empty line or a comment.
EntryParser::Found EntryParser::OrdinaryNothing() {
  const char* const line_end = First(classes_.line_break, at_);
  if ((*at_ != '#' && *at_ != '\n') || line_end == nullptr || *line_end != '\n' || !IsPlainlySound(line_end)) {
    return Found::kMore;
  }
  at_ = line_end + 1;
  ++line_;
  return Found::kNothing;
}

// A value in one line, all of it to be taken as it stands, nothing after it.
[[gnu::always_inline]] inline EntryParser::Span EntryParser::OrdinaryQuoted(const char* open) const {
  const char* const begin = open + 1;
  const char* const close = First(*open == '"' ? classes_.double_quote : classes_.single_quote, begin);
  if (close == nullptr || close + 1 >= stretch_end_ || close[1] != '\n' || Any(classes_.quoted_turn, begin, close))
      [[unlikely]]
    return Span();
  return {begin, close, close + 1, false};
}

// In which the first '#' begins a comment.
[[gnu::always_inline]] inline EntryParser::Span EntryParser::OrdinaryUnquoted(const char* begin) const {
  const char* const line_end = First(classes_.line_break, begin);
  if (line_end == nullptr || *line_end != '\n' || IsBlank(*begin) || *begin == '`') [[unlikely]]
    return Span();
  Span span{begin, line_end, line_end, false};
  if (Any(classes_.unquoted_turn, begin, line_end)) [[unlikely]] {
    const size_t hash = View(begin, line_end).find('#');
    if (hash != std::string_view::npos) span.end = begin + hash;
    if (hash != std::string_view::npos && !IsBlank(span.end[-1])) return Span();
    span.needs_interpretation = std::any_of(begin, span.end, [](char c) { return MayNeedInterpretation(c); });
  }
  while (span.end != begin && IsBlank(span.end[-1])) --span.end;
  return span;
}

// As IsSound() of a single line, without looking at a byte.
[[gnu::always_inline]] inline bool EntryParser::IsPlainlySound(const char* line_end) const {
  return line_end < checked_ && static_cast<size_t>(line_end - at_) <= free_bytes_;
}

void EntryParser::ClassifyAhead() {
  stretch_ = at_;
  stretch_end_ = at_ + std::min(unread().size(), Classes::kMaxBytes);
  Classify(View(stretch_, stretch_end_), classes_);
  // All before at_ was checked.
  if (classes_.is_plain && bad_ == nullptr && checked_ < stretch_end_) checked_ = stretch_end_;
}

}  // namespace env_file
