#ifndef PAWL_REPORTS_MARKUP_H_
#define PAWL_REPORTS_MARKUP_H_

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace pawl {

// Finished HTML. Made only by the functions of this header, so that a value that is still plain text cannot reach the
// page by accident: where plain text is given, it is escaped.
class Markup {
 public:
  Markup() = default;

  const std::string& html() const { return html_; }
  bool empty() const { return html_.empty(); }
  Markup& operator+=(const Markup& more) {
    html_ += more.html_;
    return *this;
  }

 private:
  friend Markup Literal(std::string_view html);
  explicit Markup(std::string html) : html_(std::move(html)) {}

  std::string html_;
};

// The text with a U+FFFD for whatever in it is not UTF-8.
std::string ValidUtf8(std::string_view text);

// The one escaping function, safe in text and in quoted attributes. Bytes that are not UTF-8 and control characters
// that HTML forbids become U+FFFD.
Markup Escape(std::string_view text);

// Markup that stands in our own sources. Never for values.
Markup Literal(std::string_view html);

// What may fill a blank: text (escaped), a whole number, or markup (as it is).
class Blank {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a list of blanks is written as plain values.
  Blank(const char* text) : markup_(Escape(text)) {}
  Blank(std::string_view text) : markup_(Escape(text)) {}
  Blank(const std::string& text) : markup_(Escape(text)) {}
  Blank(int64_t number) : markup_(Escape(std::to_string(number))) {}
  Blank(int number) : markup_(Escape(std::to_string(number))) {}
  Blank(Markup markup) : markup_(std::move(markup)) {}
  // NOLINTEND(google-explicit-constructor)

  const Markup& markup() const { return markup_; }

 private:
  Markup markup_;
};

// `pattern` with each {} replaced by the next blank. The pattern is a literal of our sources; as many blanks as {}.
Markup Fill(std::string_view pattern, std::initializer_list<Blank> blanks);

// A case name with a permitted line break after every '/'.
Markup BreakAtSlashes(std::string_view case_name);

// A block of one command line; a click selects all of it.
Markup CommandBlock(std::string_view label, std::string_view command);

// JSON for a <script> element: every '<' is written as an escape, so that no text inside can end or open a tag or
// comment. The JSON's meaning is unchanged. REQUIRES: valid JSON, where '<' stands in strings only.
Markup JsonIsland(std::string_view json);

// Hands out ids that are unique within one page, and the same in every page for the same parts.
class Ids {
 public:
  // `kind` is a word of ours. Letters, digits and /:._- stay as they are, so that an id can be read and typed into an
  // address; every other byte becomes ~hh. A second use of the same parts gets ";2" appended.
  std::string Unique(std::string_view kind, std::initializer_list<std::string_view> parts);

 private:
  std::map<std::string, int> uses_;
};

}  // namespace pawl

#endif  // PAWL_REPORTS_MARKUP_H_
