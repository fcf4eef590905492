#include "impls/env_file/entry_parser.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "impls/env_file/utf8.h"

namespace env_file {
namespace {

constexpr std::string_view kBom = "\xef\xbb\xbf";

Dialect::QuoteEscape EscapeOf(char quote, const Dialect& dialect) {
  if (quote == '"') return dialect.double_quote_escape;
  return quote == '\'' ? dialect.single_quote_escape : Dialect::QuoteEscape::kClose;
}

// No ordinary line is longer: "export ", a key, '=', two quotes and a value, of which both have less than 64 bytes.
constexpr size_t kOrdinaryBytes = 256;

std::string_view View(const char* begin, const char* end) { return {begin, static_cast<size_t>(end - begin)}; }

}  // namespace

// The bits from `at` on, which is within the stretch or at its end.
[[gnu::always_inline]] inline uint64_t EntryParser::Bits(const uint64_t* bits, const char* at) const {
  return Classes::At(bits, static_cast<size_t>(at - stretch_));
}

// The first of the 64 bytes from `at` on that is of the class; nullptr if none is.
[[gnu::always_inline]] inline const char* EntryParser::First(const uint64_t* bits, const char* at) const {
  const uint64_t found = Bits(bits, at);
  return found == 0 ? nullptr : at + std::countr_zero(found);
}

EntryParser::EntryParser(std::string_view file, const Options& options, const Lookup& earlier)
    : file_(file),
      options_(options),
      dialect_(options.dialect),
      scope_{&earlier, &options.environment},
      free_bytes_(std::min(options.max_line_bytes, options.max_entry_bytes)),
      knows_ordinary_(dialect_.unquoted == Dialect::Unquoted::kVerbatim && !dialect_.colon &&
                      dialect_.comment == Dialect::Comment::kAfterBlank && free_bytes_ >= kOrdinaryBytes),
      status_(Validate(options)) {}

void EntryParser::Provide(std::string_view piece, bool is_last) {
  // What is remembered as a place in the old piece is at the same distance from at_ in the new one.
  const auto move = [this, &piece](const char*& place) {
    if (place != nullptr) place = piece.data() + (place - at_);
  };
  move(bad_);
  move(searched_);
  move(judged_);
  checked_ = piece.data() + (checked_ == nullptr ? 0 : checked_ - at_);
  at_ = piece.data();
  end_ = piece.data() + piece.size();
  stretch_ = stretch_end_ = at_;
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
      may_be_ordinary_ = false;
      return Step::kMore;
    }
  }
  return Step::kFailed;
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
  if (stretch_end_ - at_ < static_cast<std::ptrdiff_t>(kOrdinaryBytes) && stretch_end_ != end_) [[unlikely]]
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
  // Two compares that IsSound() needs, too: what is checked is text, and nothing here is longer than kOrdinaryBytes.
  if (span.line_end == nullptr || span.line_end >= checked_) [[unlikely]]
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
  if ((*at_ != '#' && *at_ != '\n') || line_end == nullptr || *line_end != '\n' || line_end >= checked_)
    return Found::kMore;
  at_ = line_end + 1;
  ++line_;
  return Found::kNothing;
}

// A value in one line, all of it to be taken as it stands, nothing after it.
[[gnu::always_inline]] inline EntryParser::Span EntryParser::OrdinaryQuoted(const char* open) const {
  const char* const begin = open + 1;
  const uint64_t quotes = Bits(*open == '"' ? classes_.double_quote : classes_.single_quote, begin);
  const uint64_t inside = quotes ^ (quotes - 1);  // up to the quote, which is of neither class
  const uint64_t turns = Bits(classes_.special, begin) | Bits(classes_.line_break, begin);
  const char* const close = begin + std::countr_zero(quotes);
  if (quotes == 0 || (turns & inside) != 0 || close + 1 >= stretch_end_ || close[1] != '\n') [[unlikely]]
    return Span();
  return {begin, close, close + 1, false};
}

// In which the first '#' begins a comment.
[[gnu::always_inline]] inline EntryParser::Span EntryParser::OrdinaryUnquoted(const char* begin) const {
  const uint64_t breaks = Bits(classes_.line_break, begin);
  const uint64_t inside = breaks ^ (breaks - 1);
  const char* const line_end = begin + std::countr_zero(breaks);
  if (breaks == 0 || *line_end != '\n' || IsBlank(*begin) || *begin == '`') [[unlikely]]
    return Span();
  const char* end = line_end;
  if (const uint64_t hashes = Bits(classes_.hash, begin) & inside; hashes != 0) [[unlikely]] {
    end = begin + std::countr_zero(hashes);
    if (!IsBlank(end[-1])) return Span();
  }
  while (end != begin && IsBlank(end[-1])) --end;
  return {begin, end, line_end, (Bits(classes_.special, begin) & inside) != 0};
}

void EntryParser::ClassifyAhead() {
  stretch_ = at_;
  stretch_end_ = at_ + std::min(unread().size(), Classes::kMaxBytes);
  Classify(View(stretch_, stretch_end_), classes_);
  // All before at_ was checked.
  if (classes_.is_plain && bad_ == nullptr && checked_ < stretch_end_) checked_ = stretch_end_;
}

EntryParser::Found EntryParser::Entry() {
  const char* key = SkipBlanks(at_);
  if (key == end_) return is_last_ ? MalformedLine(key, key) : Found::kMore;
  const char* key_end = scan::FindKeyEnd(key, end_);
  if (dialect_.colon) key_end = std::find(key, key_end, ':');
  if (key_end == end_ && !is_last_) return Found::kMore;
  if (key_end != end_ && *key_end == '=' && key_end != key) [[likely]] {
    key_ = View(key, key_end);
    variable_.position = {line_, static_cast<uint64_t>(key - at_) + 1};
    return AssignedAt(key_end + 1);
  }
  const char* after = SkipBlanks(key_end);
  if (after == end_ && !is_last_) return Found::kMore;
  if (View(key, key_end) == "export" && after != key_end && after != end_ && IsKeyByte(*after)) {
    key = after;
    key_end = scan::FindKeyEnd(key, end_);
    if (dialect_.colon) key_end = std::find(key, key_end, ':');
    after = SkipBlanks(key_end);
    if (after == end_ && !is_last_) return Found::kMore;
  }
  return AfterKey(key, key_end, after);
}

EntryParser::Found EntryParser::AfterKey(const char* key, const char* key_end, const char* after) {
  if (after == end_) return MalformedLine(key, after);
  key_ = View(key, key_end);
  variable_.position = {line_, static_cast<uint64_t>(key - at_) + 1};
  if (*after == ':' && dialect_.colon && after == key_end) {
    if (after + 1 == end_ && !is_last_) return Found::kMore;
    if (after + 1 == end_ || !IsBlank(after[1])) return MalformedLine(key, after);
  } else if (*after != '=') {
    return MalformedLine(key, after);
  }
  if (key_.empty() && dialect_.empty_key != Dialect::EmptyKey::kAccept) {
    scan::Seen seen;
    const Line line = FindLine(after, seen);
    if (line.next == nullptr) return Found::kMore;
    return Malformed(Problem::kEmptyKey, after, {}, dialect_.empty_key == Dialect::EmptyKey::kSkip, line, 1);
  }
  return AssignedAt(after + 1);
}

// A line that assigns nothing: empty, a comment, or one that is wrong at `after`.
EntryParser::Found EntryParser::MalformedLine(const char* key, const char* after) {
  scan::Seen seen;
  const Line line = FindLine(after, seen);
  if (line.next == nullptr) return Found::kMore;
  if (key == after && (line.text_end == after || *after == '#')) {
    if (!IsSound(line)) return Found::kFailed;
    Advance(line, 1);
    return Found::kNothing;
  }
  const bool skip = dialect_.malformed == Dialect::Malformed::kSkip;
  const bool is_comment = after != line.text_end && *after == '#' && after != at_ && IsBlank(after[-1]);
  if (is_comment || std::find(after, line.text_end, '=') == line.text_end) {
    return Malformed(Problem::kNoEquals, key, {}, skip, line, 1);
  }
  return Malformed(Problem::kBadKey, after, {.text = {after, 1}}, skip, line, 1);
}

EntryParser::Found EntryParser::AssignedAt(const char* value) {
  value = SkipBlanks(value);
  if (value == end_ && !is_last_) return Found::kMore;
  const char first = value == end_ ? '\n' : *value;
  if (first == '"' || first == '\'' || (first == '`' && dialect_.backtick_quotes)) return Quoted(value);
  return Unquoted(value);
}

EntryParser::Found EntryParser::Quoted(const char* open) {
  const bool has_searched = searched_ != nullptr;
  scan::Seen seen = has_searched ? searched_seen_ : scan::Seen();
  const auto rule = EscapeOf(*open, dialect_);
  Warning warning = has_searched ? searched_warning_ : Warning::kNone;
  const char* close = has_searched ? searched_ : open + 1;
  for (;; ++close) {
    close = scan::FindQuote(close, end_, *open, seen);
    if (close == end_ || close[-1] != '\\' || rule == Dialect::QuoteEscape::kClose || !IsEscaped(open, close)) break;
    if (rule == Dialect::QuoteEscape::kKeep) warning = Warning::kBackslashKeptQuoteOpen;
  }
  if (close == end_ && !is_last_) {
    searched_ = end_;
    searched_seen_ = seen;
    searched_warning_ = warning;
    return Found::kMore;
  }
  const Subject subject{.key = key_, .text = {open, 1}};
  if (close == end_) {
    const Line last{end_, end_};
    if (!IsSound(last)) return Found::kFailed;
    if (dialect_.unterminated == Dialect::Unterminated::kKeepLine) return Unquoted(open);
    scan::Seen ignored;
    const bool skip = dialect_.unterminated == Dialect::Unterminated::kSkip;
    return Malformed(Problem::kUnterminated, open, subject, skip, FindLine(open, ignored), 1);
  }

  const char* const after = SkipBlanks(close + 1);
  scan::Seen ignored;
  const Line last = after != end_ && *after == '\n' ? Line{after, after + 1} : FindLine(after, ignored);
  if (last.next == nullptr) return Found::kMore;
  const uint64_t lines = (seen.newline | seen.special) != 0 ? LinesUpTo(close) : 1;
  if (after != last.text_end && *after != '#' && dialect_.after_quote != Dialect::AfterQuote::kIgnore) [[unlikely]] {
    if (dialect_.after_quote == Dialect::AfterQuote::kKeepLine) {
      return IsSound(last) ? Unquoted(open) : Found::kFailed;
    }
    const bool skip = dialect_.after_quote == Dialect::AfterQuote::kSkip;
    return Malformed(Problem::kTextAfterQuote, after, {.key = key_}, skip, last, lines);
  }
  variable_.warning = warning;
  return Deliver({open + 1, close, static_cast<Quote>(*open), seen.special != 0}, last, lines);
}

EntryParser::Found EntryParser::Unquoted(const char* begin) {
  scan::Seen seen;
  const Line line = FindLine(begin, seen);
  if (line.next == nullptr) return Found::kMore;
  variable_.warning = Warning::kNone;
  if (dialect_.unquoted == Dialect::Unquoted::kWord) return Interpreted({begin, line.text_end}, line, 1);
  const char* end = line.text_end;
  if (seen.hash != 0) end = CommentIn(begin, end);
  while (end != begin && IsBlank(end[-1])) --end;
  return Deliver({begin, end, Quote::kNone, seen.special != 0}, line, 1);
}

EntryParser::Found EntryParser::Deliver(const Value& value, Line last, uint64_t lines) {
  if (value.needs_interpretation) [[unlikely]]
    return Interpreted(value, last, lines);
  if (!IsSound(last)) [[unlikely]]
    return Found::kFailed;
  variable_.key = key_;
  variable_.value = View(value.begin, value.end);
  Advance(last, lines);
  ++summary_.variables;
  summary_.warnings += variable_.warning != Warning::kNone;
  return Found::kVariable;
}

EntryParser::Found EntryParser::Interpreted(const Value& value, Line last, uint64_t lines) {
  if (!IsSound(last)) return Found::kFailed;
  value_.clear();
  const std::string_view raw = View(value.begin, value.end);
  const bool is_word = value.quote == Quote::kNone && dialect_.unquoted == Dialect::Unquoted::kWord;
  const std::optional<Fault> fault =
      is_word ? InterpretWord(raw, dialect_, scope_, value_) : Interpret(raw, value.quote, dialect_, scope_, value_);
  if (fault.has_value()) {
    bool skip = dialect_.malformed == Dialect::Malformed::kSkip;
    if (fault->problem == Problem::kTextAfterQuote) skip = dialect_.after_quote != Dialect::AfterQuote::kError;
    if (fault->problem == Problem::kUnterminated) skip = dialect_.unterminated != Dialect::Unterminated::kError;
    const Subject subject{.key = key_, .text = raw.substr(fault->offset, fault->size_bytes)};
    return Malformed(fault->problem, raw.data() + fault->offset, subject, skip, last, lines);
  }
  Deliver({value.begin, value.end, value.quote, false}, last, lines);
  variable_.value = value_;
  return Found::kVariable;
}

EntryParser::Found EntryParser::Malformed(Problem problem, const char* at, const Subject& subject, bool skip, Line last,
                                          uint64_t lines) {
  if (!IsSound(last)) return Found::kFailed;
  if (!skip) {
    Refuse(problem, PositionOf(at), subject);
    return Found::kFailed;
  }
  if (summary_.skipped++ == 0) summary_.first_skipped = Report(problem, file_, PositionOf(at), subject);
  Advance(last, lines);
  return Found::kNothing;
}

void EntryParser::Advance(Line last, uint64_t lines) {
  at_ = last.next;
  line_ += lines;
  searched_ = judged_ = nullptr;
  may_be_ordinary_ = knows_ordinary_;
}

const char* EntryParser::SkipBlanks(const char* at) const {
  while (at != end_ && IsBlank(*at)) ++at;
  return at;
}

EntryParser::Line EntryParser::FindLine(const char* at, scan::Seen& seen) const {
  for (;; ++at) {
    at = scan::FindLineBreak(at, end_, seen);
    if (at == end_) return is_last_ ? Line{end_, end_} : Line();
    if (*at == '\n') return {at, at + 1};
    if (at + 1 == end_ && !is_last_) return Line();
    if (at + 1 != end_ && at[1] == '\n') return {at, at + 2};
    if (dialect_.lone_cr == Dialect::LoneCr::kLineEnd) return {at, at + 1};
    seen.special |= 1;
  }
}

bool EntryParser::IsEscaped(const char* open, const char* quote) const {
  const char* at = quote;
  while (at - 1 != open && at[-1] == '\\') --at;
  return (quote - at) % 2 == 1;
}

const char* EntryParser::CommentIn(const char* begin, const char* end) const {
  for (const char* at = begin; (at = std::find(at, end, '#')) != end; ++at) {
    // The byte before a value is there: a '=' at least.
    if (dialect_.comment == Dialect::Comment::kAnywhere || IsBlank(at[-1])) return at;
  }
  return end;
}

// How many lines lie, in part at least, between the entry's beginning and `end`.
uint64_t EntryParser::LinesUpTo(const char* end) const { return PositionOf(end).line - line_ + 1; }

Position EntryParser::PositionOf(const char* at) const {
  Position position{line_, 1};
  for (const char* p = at_; p != at; ++p) {
    const bool is_lone_cr = *p == '\r' && p + 1 != end_ && p[1] != '\n';
    const bool is_end = *p == '\n' || (is_lone_cr && dialect_.lone_cr == Dialect::LoneCr::kLineEnd);
    position.line += is_end;
    position.column = is_end ? 1 : position.column + 1;
  }
  return position;
}

bool EntryParser::IsSound(Line last) {
  if (last.next > checked_) [[unlikely]]
    CheckText(last.next);
  if (last.next <= checked_ && static_cast<size_t>(last.text_end - at_) <= free_bytes_) [[likely]]
    return true;
  return JudgeLines(last.next);
}

// Judges the lines that end before `end`, which is where a line begins or the file ends.
bool EntryParser::JudgeLines(const char* end) {
  if (judged_ == nullptr) {
    judged_ = at_;
    judged_line_ = line_;
  }
  while (judged_ < end) {
    scan::Seen ignored;
    const Line line = FindLine(judged_, ignored);
    CheckText(line.next);
    if (!JudgeLine(judged_, line.text_end)) return false;
    judged_ = line.next;
    ++judged_line_;
  }
  return true;
}

bool EntryParser::JudgeLine(const char* begin, const char* text_end) {
  if (static_cast<size_t>(text_end - begin) > options_.max_line_bytes) {
    return Refuse(Problem::kLineTooLong, {judged_line_, options_.max_line_bytes + 1},
                  {.limit_bytes = options_.max_line_bytes});
  }
  if (bad_ != nullptr && bad_ < text_end) {
    return Refuse(*bad_ == '\0' ? Problem::kNul : Problem::kNotUtf8,
                  {judged_line_, static_cast<uint64_t>(bad_ - begin) + 1}, {.text = {bad_, 1}});
  }
  if (static_cast<size_t>(text_end - at_) > options_.max_entry_bytes) {
    return Refuse(Problem::kEntryTooLong, {line_, 1}, {.limit_bytes = options_.max_entry_bytes});
  }
  return true;
}

// Judges what there is of an entry that goes on in the next piece, so that a file without line ends or with an open
// quote is refused before it fills the memory.
bool EntryParser::JudgePending() {
  if (!status_.ok()) return false;
  if (unread().size() <= free_bytes_) return true;
  if (judged_ == nullptr) {
    judged_ = at_;
    judged_line_ = line_;
  }
  while (true) {
    scan::Seen ignored;
    const Line line = FindLine(judged_, ignored);
    if (line.next == nullptr) break;
    if (!JudgeLines(line.next)) return false;
  }
  // A carriage return at the end may belong to the line's end.
  const size_t text_bytes = static_cast<size_t>(end_ - judged_) - (end_ != judged_ && end_[-1] == '\r');
  if (text_bytes <= options_.max_line_bytes) return true;
  return Refuse(Problem::kLineTooLong, {judged_line_, options_.max_line_bytes + 1},
                {.limit_bytes = options_.max_line_bytes});
}

bool EntryParser::Refuse(Problem problem, Position at, const Subject& subject) {
  status_ = Report(problem, file_, at, subject);
  return false;
}

// Moves checked_ to `end` or beyond, or to what is no text.
void EntryParser::CheckText(const char* end) {
  constexpr std::ptrdiff_t kAheadBytes = 4096;  // fits the first-level cache, so that the parser finds it there
  if (bad_ != nullptr || end <= checked_) return;
  const char* const until = end_ - checked_ > kAheadBytes ? std::max(end, checked_ + kAheadBytes) : end_;
  const TextCheck check = env_file::CheckText(View(checked_, until));
  checked_ += check.good_bytes;
  // A sequence that this stretch cuts off is looked at again with the next one.
  if (checked_ != until && (!check.truncated || (until == end_ && is_last_))) bad_ = checked_;
}

}  // namespace env_file
