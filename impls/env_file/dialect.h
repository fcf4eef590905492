#ifndef PAWL_IMPLS_ENV_FILE_DIALECT_H_
#define PAWL_IMPLS_ENV_FILE_DIALECT_H_

#include <cstdint>
#include <string_view>

// The questions on which the widely used .env parsers give different answers, as modes. Where at least four of five
// (node-dotenv 17, Node 20's util.parseEnv, godotenv, dotenvy 0.16, python-dotenv 1.2) agree, there is no mode: that is
// the rule of the contract. The initial values are the default dialect.
namespace env_file {

struct Dialect {
  // What is done with a line that means nothing. Skipped lines are counted, see Summary.
  enum class Malformed : uint8_t { kError, kSkip };

  // Where '#' begins a comment in an unquoted value: after a blank as in a shell, so that A=1#c is "1#c", or anywhere.
  enum class Comment : uint8_t { kAfterBlank, kAnywhere };

  // A backslash before the quote that delimits the value.
  enum class QuoteEscape : uint8_t {
    kUnescape,  // \" is a quote, and \\ one backslash
    kKeep,      // the quote does not end the value; both bytes stay
    kClose,     // means nothing: the quote ends the value
  };

  // \x in "…", for an x that is not the quote, a backslash, n or r.
  enum class OtherEscape : uint8_t {
    kKeep,           // both bytes stay
    kControl,        // \a \b \f \t \v are the control characters of C; others stay
    kDropBackslash,  // x
    kError,
  };

  enum class Expand : uint8_t { kNothing, kBraces, kShell };  // nothing, ${X}, or also $X

  // The "-d" of ${X:-d}.
  enum class ReferenceDefault : uint8_t {
    kUse,         // stands for X where X is unset or empty (with "-d" alone: unset), as in a shell
    kPartOfName,  // a variable with the name "X:-d" is looked up
    kLeftOver,    // the reference is "${X", and ":-d}" is text
  };

  enum class Unquoted : uint8_t {
    kVerbatim,  // the rest of the line without blanks at its ends
    kWord,      // one word as in a shell: quotes and backslashes within it count, blanks end it, only a comment follows
  };

  enum class AfterQuote : uint8_t { kError, kSkip, kIgnore, kKeepLine };  // text after the closing quote
  enum class Unterminated : uint8_t { kError, kSkip, kKeepLine };         // a quote without a second one
  enum class EmptyKey : uint8_t { kError, kSkip, kAccept };
  enum class Bom : uint8_t { kSkip, kError, kKeep };       // U+FEFF first in the file; kept, it belongs to the key
  enum class LoneCr : uint8_t { kLineEnd, kByte, kDrop };  // a carriage return without a line feed after it

  Malformed malformed = Malformed::kError;  // a line without '=', or with other bytes in its key
  Comment comment = Comment::kAfterBlank;
  QuoteEscape double_quote_escape = QuoteEscape::kUnescape;
  QuoteEscape single_quote_escape = QuoteEscape::kKeep;
  OtherEscape other_escape = OtherEscape::kKeep;
  bool escaped_r = true;  // \r in "…" is a carriage return; otherwise one of the other escapes
  Expand expand = Expand::kBraces;
  bool expand_in_single_quotes = false;
  bool escaped_dollar = true;  // \$ is a dollar that begins no reference; holds where references are expanded
  ReferenceDefault reference_default = ReferenceDefault::kUse;
  Malformed malformed_reference = Malformed::kError;  // "${" that begins no reference; kSkip: it is text
  Unquoted unquoted = Unquoted::kVerbatim;
  AfterQuote after_quote = AfterQuote::kError;
  Unterminated unterminated = Unterminated::kError;
  EmptyKey empty_key = EmptyKey::kError;
  bool backtick_quotes = false;  // `…` is quoted, verbatim
  bool colon = false;            // "A: 1" assigns, if a blank follows the colon
  Bom bom = Bom::kSkip;
  LoneCr lone_cr = LoneCr::kLineEnd;

  friend bool operator==(const Dialect&, const Dialect&) = default;
};

// The answers of the five parsers, as far as a mode can give them; the conformance test names what is left.
Dialect NodeDotenv();
Dialect NodeBuiltin();
Dialect Godotenv();
Dialect Dotenvy();
Dialect PythonDotenv();

// `dialect`, but every line that would be an error is skipped and counted. Bytes that are not text, and what exceeds a
// limit, stay errors.
Dialect Lenient(Dialect dialect);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_DIALECT_H_
