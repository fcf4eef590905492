#include "impls/env_file/dialect.h"

namespace env_file {

Dialect NodeDotenv() {
  Dialect dialect;
  dialect.malformed = Dialect::Malformed::kSkip;
  dialect.comment = Dialect::Comment::kAnywhere;
  dialect.double_quote_escape = Dialect::QuoteEscape::kKeep;
  dialect.expand = Dialect::Expand::kNothing;
  dialect.after_quote = Dialect::AfterQuote::kKeepLine;
  dialect.unterminated = Dialect::Unterminated::kKeepLine;
  dialect.empty_key = Dialect::EmptyKey::kSkip;
  dialect.backtick_quotes = true;
  dialect.colon = true;
  return dialect;
}

Dialect NodeBuiltin() {
  Dialect dialect;
  dialect.malformed = Dialect::Malformed::kSkip;
  dialect.comment = Dialect::Comment::kAnywhere;
  dialect.double_quote_escape = Dialect::QuoteEscape::kClose;
  dialect.single_quote_escape = Dialect::QuoteEscape::kClose;
  dialect.escaped_r = false;
  dialect.expand = Dialect::Expand::kNothing;
  dialect.after_quote = Dialect::AfterQuote::kIgnore;
  dialect.unterminated = Dialect::Unterminated::kKeepLine;
  dialect.empty_key = Dialect::EmptyKey::kSkip;
  dialect.backtick_quotes = true;
  dialect.bom = Dialect::Bom::kKeep;
  dialect.lone_cr = Dialect::LoneCr::kDrop;
  return dialect;
}

Dialect Godotenv() {
  Dialect dialect;
  dialect.other_escape = Dialect::OtherEscape::kDropBackslash;
  dialect.expand = Dialect::Expand::kShell;
  dialect.reference_default = Dialect::ReferenceDefault::kLeftOver;
  dialect.malformed_reference = Dialect::Malformed::kSkip;
  dialect.empty_key = Dialect::EmptyKey::kAccept;
  dialect.colon = true;
  dialect.bom = Dialect::Bom::kError;
  return dialect;
}

Dialect Dotenvy() {
  Dialect dialect;
  dialect.single_quote_escape = Dialect::QuoteEscape::kClose;
  dialect.other_escape = Dialect::OtherEscape::kError;
  dialect.escaped_r = false;
  dialect.expand = Dialect::Expand::kShell;
  dialect.reference_default = Dialect::ReferenceDefault::kPartOfName;
  dialect.malformed_reference = Dialect::Malformed::kSkip;
  dialect.unquoted = Dialect::Unquoted::kWord;
  dialect.lone_cr = Dialect::LoneCr::kByte;
  return dialect;
}

Dialect PythonDotenv() {
  Dialect dialect;
  dialect.malformed = Dialect::Malformed::kSkip;
  dialect.single_quote_escape = Dialect::QuoteEscape::kUnescape;
  dialect.other_escape = Dialect::OtherEscape::kControl;
  dialect.expand_in_single_quotes = true;
  dialect.escaped_dollar = false;
  dialect.malformed_reference = Dialect::Malformed::kSkip;
  dialect.after_quote = Dialect::AfterQuote::kSkip;
  dialect.unterminated = Dialect::Unterminated::kSkip;
  dialect.empty_key = Dialect::EmptyKey::kSkip;
  dialect.bom = Dialect::Bom::kKeep;
  return dialect;
}

Dialect Lenient(Dialect dialect) {
  dialect.malformed = Dialect::Malformed::kSkip;
  if (dialect.after_quote == Dialect::AfterQuote::kError) dialect.after_quote = Dialect::AfterQuote::kSkip;
  if (dialect.unterminated == Dialect::Unterminated::kError) dialect.unterminated = Dialect::Unterminated::kSkip;
  if (dialect.empty_key == Dialect::EmptyKey::kError) dialect.empty_key = Dialect::EmptyKey::kSkip;
  if (dialect.bom == Dialect::Bom::kError) dialect.bom = Dialect::Bom::kSkip;
  return dialect;
}

}  // namespace env_file
