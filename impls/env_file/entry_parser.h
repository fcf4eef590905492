#ifndef PAWL_IMPLS_ENV_FILE_ENTRY_PARSER_H_
#define PAWL_IMPLS_ENV_FILE_ENTRY_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "impls/env_file/classes.h"
#include "impls/env_file/options.h"
#include "impls/env_file/scan.h"

namespace env_file {

// Finds entry after entry in a piece of a file that its owner holds in memory, and gives keys and values as views into
// it. Only a value that has an escape, a reference or a carriage return is copied, into one string that is kept.
//
// Where the piece ends within an entry, the owner is asked for more and the entry is parsed again from its beginning;
// only the search for a closing quote goes on where it stopped, so that a long value costs O(bytes), not O(bytes²).
class EntryParser {
 public:
  enum class Step { kVariable, kMore, kEnd, kFailed };

  // Borrows all three. `file` is the name in messages.
  EntryParser(std::string_view file, const Options& options, const Lookup& earlier);
  EntryParser(const EntryParser&) = delete;
  EntryParser& operator=(const EntryParser&) = delete;

  // At first and after kMore: gives the piece of the file that begins with what was unread(), which the owner may have
  // moved, and has more than that. `is_last`: nothing follows it.
  void Provide(std::string_view piece, bool is_last);

  // After kMore: Provide() and call again. After kEnd or kFailed the same comes again.
  Step Next();

  // After kVariable, until Next().
  const Variable& variable() const { return variable_; }
  bool has_view() const { return variable_.value.data() != value_.data(); }  // whether its value is a view of the piece

  const absl::Status& status() const { return status_; }  // after kFailed
  const Summary& summary() const { return summary_; }
  std::string_view unread() const { return {at_, static_cast<size_t>(end_ - at_)}; }

  // Ends everything with an error of the owner's.
  Step Fail(absl::Status status);

 private:
  enum class Found { kVariable, kNothing, kMore, kFailed };

  // How far behind at_ the places are that outlive a piece. A pointer into a window that was freed has no value.
  struct Distances {
    std::ptrdiff_t checked = 0;
    std::optional<std::ptrdiff_t> bad, searched, judged;
  };

  struct Line {
    const char* text_end = nullptr;  // where its text ends; nullptr: not within this piece
    const char* next = nullptr;      // where the next line begins
  };

  struct Value {
    const char* begin = nullptr;
    const char* end = nullptr;
    Quote quote = Quote::kNone;
    bool needs_interpretation = false;
  };

  struct Span {
    const char* begin = nullptr;
    const char* end = nullptr;
    const char* line_end = nullptr;  // nullptr: no ordinary value
    bool needs_interpretation = false;
  };

  static std::string_view View(const char* begin, const char* end) { return {begin, static_cast<size_t>(end - begin)}; }

  [[gnu::cold]] Step Suspend();
  Found Begin();
  Found Ordinary();
  Found OrdinaryNothing();
  Span OrdinaryQuoted(const char* open) const;
  Span OrdinaryUnquoted(const char* begin) const;
  const char* First(const uint64_t* bits, const char* at) const;
  bool Any(const uint64_t* bits, const char* begin, const char* end) const;
  bool IsPlainlySound(const char* line_end) const;
  void ClassifyAhead();
  Found Entry();
  Found AfterKey(const char* key, const char* key_end, const char* after);
  Found AssignedAt(const char* value);
  Found Quoted(const char* open);
  Found Unquoted(const char* begin);
  Found Deliver(const Value& value, Line last, uint64_t lines);
  Found Interpreted(const Value& value, Line last, uint64_t lines);
  Found Malformed(Problem problem, const char* at, const Subject& subject, bool skip, Line last, uint64_t lines);
  Found MalformedLine(const char* key, const char* after);

  void Advance(Line last, uint64_t lines);
  const char* SkipBlanks(const char* at) const;
  Line FindLine(const char* at, scan::Seen& seen) const;
  bool IsEscaped(const char* open, const char* quote) const;
  const char* CommentIn(const char* begin, const char* end) const;
  uint64_t LinesUpTo(const char* end) const;
  Position PositionOf(const char* at) const;

  // Whether all lines of the entry up to `last` are text within the limits; else status() says what is not.
  bool IsSound(Line last);
  bool JudgeLines(const char* end);
  bool JudgeLine(const char* begin, const char* text_end);
  bool JudgePending();
  bool Refuse(Problem problem, Position at, const Subject& subject);
  void CheckText(const char* end);

  const std::string_view file_;
  const Options& options_;
  const Dialect& dialect_;
  const Scope scope_;
  const size_t free_bytes_;  // an entry of at most so many breaks no limit
  const bool knows_ordinary_;

  const char* at_ = nullptr;  // where the entry begins, which is a line's beginning
  const char* end_ = nullptr;
  bool is_last_ = false;
  bool has_begun_ = false;
  bool may_be_ordinary_ = false;  // what begins at at_: not what ended within an earlier piece
  uint64_t line_ = 1;             // of at_

  // Of the stretch of the piece around at_.
  Classes classes_;
  const char* stretch_ = nullptr;
  const char* stretch_end_ = nullptr;

  const char* checked_ = nullptr;  // what lies before is text
  const char* bad_ = nullptr;      // at checked_, if what lies there is none

  // Of the entry at at_, where a piece ended within it.
  const char* searched_ = nullptr;  // no closing quote lies before
  scan::Seen searched_seen_;
  Warning searched_warning_ = Warning::kNone;
  const char* judged_ = nullptr;  // lines before it are sound
  uint64_t judged_line_ = 0;

  Distances suspended_;
  std::string_view key_;
  std::string value_;
  Variable variable_;
  Summary summary_;
  absl::Status status_;
};

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_ENTRY_PARSER_H_
