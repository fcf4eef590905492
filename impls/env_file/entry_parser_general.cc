// Entries of any shape.

#include <algorithm>
#include <optional>
#include <utility>

#include "impls/env_file/entry_parser.h"

namespace env_file {
namespace {

Dialect::QuoteEscape EscapeOf(char quote, const Dialect& dialect) {
  if (quote == '"') return dialect.double_quote_escape;
  return quote == '\'' ? dialect.single_quote_escape : Dialect::QuoteEscape::kClose;
}

}  // namespace

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

}  // namespace env_file
