#include "impls/env_file/baseline.h"

namespace env_file {
namespace {

bool IsEscaped(std::string_view text, size_t begin, size_t at) {
  size_t backslashes = 0;
  while (at - backslashes > begin && text[at - backslashes - 1] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

Dialect::QuoteEscape EscapeOf(Quote quote, const Dialect& dialect) {
  if (quote == Quote::kDouble) return dialect.double_quote_escape;
  return quote == Quote::kSingle ? dialect.single_quote_escape : Dialect::QuoteEscape::kClose;
}

bool IsCommentAt(const std::string& line, size_t at, const Dialect& dialect) {
  return line[at] == '#' && (dialect.comment == Dialect::Comment::kAnywhere || (at > 0 && IsBlank(line[at - 1])));
}

size_t SkipBlanks(const std::string& line, size_t at) {
  while (at < line.size() && IsBlank(line[at])) ++at;
  return at;
}

}  // namespace

std::optional<std::string_view> Baseline::Table::Find(std::string_view key) const {
  const auto found = index_.find(std::string(key));
  if (found == index_.end()) return std::nullopt;
  return variables_[found->second].second;
}

void Baseline::Table::Set(std::string_view key, std::string_view value) {
  const auto [place, is_new] = index_.emplace(key, variables_.size());
  if (is_new) {
    variables_.emplace_back(key, value);
  } else {
    variables_[place->second].second = value;
  }
}

absl::StatusOr<Baseline::Table> Baseline::Parse(std::string_view text, std::string_view name, const Options& options) {
  Table table;
  TextSource source(text, std::string(name));
  const Lookup earlier = [&table](std::string_view key) { return table.Find(key); };
  Reader reader(source, options, earlier);
  const absl::StatusOr<Summary> summary =
      Visit(reader, [&table](const Variable& variable) { table.Set(variable.key, variable.value); });
  if (!summary.ok()) return summary.status();
  table.summary_ = *summary;
  return table;
}

Baseline::Reader::Reader(Source& source, const Options& options, const Lookup& earlier)
    : source_(source),
      options_(options),
      scope_{&earlier, &options.environment},
      failed_(Validate(options)),
      lines_(options) {}

absl::StatusOr<const Variable*> Baseline::Reader::Next() {
  if (failed_.ok() && !loaded_) failed_ = lines_.Load(source_);
  loaded_ = true;
  while (failed_.ok()) {
    if (options_.stop.stop_requested()) {
      failed_ = Cancelled(source_.name(), lines_.line());
      break;
    }
    if (lines_.AtEnd()) return nullptr;
    const absl::StatusOr<Outcome> outcome = ParseEntry();
    if (!outcome.ok()) {
      failed_ = outcome.status();
    } else if (*outcome == Outcome::kVariable) {
      ++summary_.variables;
      summary_.warnings += variable_.warning != Warning::kNone;
      return &variable_;
    }
  }
  return failed_;
}

absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::ParseEntry() {
  if (const absl::StatusOr<bool> extended = lines_.Extend(); !extended.ok()) return extended.status();

  size_t begin = SkipBlanks(entry_, 0);
  if (begin == entry_.size() || entry_[begin] == '#') {
    lines_.Advance(1);
    return Outcome::kNothing;
  }
  const bool colon = options_.dialect.colon;
  const auto key_end = [this, colon](size_t at) {
    while (at < entry_.size() && IsKeyByte(entry_[at]) && (!colon || entry_[at] != ':')) ++at;
    return at;
  };
  size_t end = key_end(begin);
  size_t after = SkipBlanks(entry_, end);
  if (entry_.compare(begin, end - begin, "export") == 0 && after > end && after < entry_.size() &&
      IsKeyByte(entry_[after])) {
    begin = after;
    end = key_end(begin);
    after = SkipBlanks(entry_, end);
  }
  key_ = entry_.substr(begin, end - begin);
  variable_ = Variable();
  variable_.position = lines_.PositionOf(begin);

  const char separator = after < entry_.size() ? entry_[after] : '\0';
  const bool is_colon =
      colon && separator == ':' && after == end && after + 1 < entry_.size() && IsBlank(entry_[after + 1]);
  if (separator != '=' && !is_colon) {
    const bool skip = options_.dialect.malformed == Dialect::Malformed::kSkip;
    const bool is_comment = separator == '#' && after > 0 && IsBlank(entry_[after - 1]);
    if (is_comment || entry_.find('=', after) == std::string::npos) {
      return Fail(Problem::kNoEquals, begin, {}, skip, 1);
    }
    return Fail(Problem::kBadKey, after, {.text = {&entry_[after], 1}}, skip, 1);
  }
  if (key_.empty() && options_.dialect.empty_key != Dialect::EmptyKey::kAccept) {
    return Fail(Problem::kEmptyKey, after, {}, options_.dialect.empty_key == Dialect::EmptyKey::kSkip, 1);
  }
  return ParseValue(SkipBlanks(entry_, after + 1));
}

absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::ParseValue(size_t begin) {
  const char first = begin < entry_.size() ? entry_[begin] : '\0';
  if (first == '"' || first == '\'' || (first == '`' && options_.dialect.backtick_quotes)) {
    bool is_unquoted = false;
    absl::StatusOr<Outcome> outcome = ParseQuoted(begin, is_unquoted);
    if (!is_unquoted) return outcome;
    lines_.Shorten();
  }
  return ParseUnquoted(begin);
}

// Sets `is_unquoted` if the dialect makes an unquoted value of the first line.
absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::ParseQuoted(size_t open, bool& is_unquoted) {
  const Dialect& dialect = options_.dialect;
  const absl::StatusOr<size_t> close = FindClose(open);
  if (!close.ok()) return close.status();
  if (*close == std::string::npos) {
    is_unquoted = dialect.unterminated == Dialect::Unterminated::kKeepLine;
    if (is_unquoted) return Outcome::kNothing;
    return Fail(Problem::kUnterminated, open, {.key = key_, .text = {&entry_[open], 1}},
                dialect.unterminated == Dialect::Unterminated::kSkip, 1);
  }
  const size_t after = SkipBlanks(entry_, *close + 1);
  if (after < entry_.size() && entry_[after] != '#') {
    is_unquoted = dialect.after_quote == Dialect::AfterQuote::kKeepLine;
    if (is_unquoted) return Outcome::kNothing;
    if (dialect.after_quote != Dialect::AfterQuote::kIgnore) {
      return Fail(Problem::kTextAfterQuote, after, {.key = key_}, dialect.after_quote == Dialect::AfterQuote::kSkip,
                  lines_.lines());
    }
  }
  const auto quote = static_cast<Quote>(entry_[open]);
  return Finish(std::string_view(entry_).substr(open + 1, *close - open - 1), open + 1, quote, lines_.lines());
}

absl::StatusOr<size_t> Baseline::Reader::FindClose(size_t open) {
  const char quote = entry_[open];
  const auto rule = EscapeOf(static_cast<Quote>(quote), options_.dialect);
  for (size_t at = open + 1;; ++at) {
    while (at >= entry_.size()) {
      const absl::StatusOr<bool> extended = lines_.Extend();
      if (!extended.ok()) return extended.status();
      if (!*extended) return std::string::npos;
    }
    if (entry_[at] != quote) continue;
    if (rule == Dialect::QuoteEscape::kClose || !IsEscaped(entry_, open + 1, at)) return at;
    if (rule == Dialect::QuoteEscape::kKeep) variable_.warning = Warning::kBackslashKeptQuoteOpen;
  }
}

absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::ParseUnquoted(size_t begin) {
  variable_.warning = Warning::kNone;
  if (options_.dialect.unquoted == Dialect::Unquoted::kWord) {
    return Finish(std::string_view(entry_).substr(begin), begin, Quote::kNone, 1);
  }
  size_t end = begin;
  while (end < entry_.size() && !IsCommentAt(entry_, end, options_.dialect)) ++end;
  while (end > begin && IsBlank(entry_[end - 1])) --end;
  return Finish(std::string_view(entry_).substr(begin, end - begin), begin, Quote::kNone, 1);
}

absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::Finish(std::string_view raw, size_t raw_begin, Quote quote,
                                                                   size_t lines) {
  const Dialect& dialect = options_.dialect;
  value_.clear();
  const bool is_word = quote == Quote::kNone && dialect.unquoted == Dialect::Unquoted::kWord;
  const std::optional<Fault> fault =
      is_word ? InterpretWord(raw, dialect, scope_, value_) : Interpret(raw, quote, dialect, scope_, value_);
  if (fault.has_value()) {
    bool skip = dialect.malformed == Dialect::Malformed::kSkip;
    if (fault->problem == Problem::kTextAfterQuote) skip = dialect.after_quote != Dialect::AfterQuote::kError;
    if (fault->problem == Problem::kUnterminated) skip = dialect.unterminated != Dialect::Unterminated::kError;
    return Fail(fault->problem, raw_begin + fault->offset,
                {.key = key_, .text = raw.substr(fault->offset, fault->size_bytes)}, skip, lines);
  }
  variable_.key = key_;
  variable_.value = value_;
  lines_.Advance(lines);
  return Outcome::kVariable;
}

absl::StatusOr<Baseline::Reader::Outcome> Baseline::Reader::Fail(Problem problem, size_t offset, Subject subject,
                                                                 bool skip, size_t lines) {
  absl::Status status = Report(problem, source_.name(), lines_.PositionOf(offset), subject);
  if (!skip) return status;
  if (summary_.skipped++ == 0) summary_.first_skipped = std::move(status);
  lines_.Advance(lines);
  return Outcome::kNothing;
}

}  // namespace env_file
