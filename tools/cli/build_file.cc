#include "tools/cli/build_file.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "fmt/format.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

// A half-open range of a text.
struct Range {
  size_t begin;
  size_t end;
};

std::optional<size_t> BeginOf(const std::optional<Range>& range) {
  return range ? std::optional(range->begin) : std::nullopt;
}

bool InName(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string Literal(const std::string& text, char quote) {
  std::string literal(1, quote);
  for (char c : text) {
    if (c == quote || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + quote;
}

// Where `text` first stands within `range` as a Starlark string, in either quotes.
std::optional<Range> FindLiteral(const std::string& content, const std::string& text, Range range) {
  std::optional<Range> first;
  for (char quote : {'"', '\''}) {
    const std::string literal = Literal(text, quote);
    const size_t at = content.find(literal, range.begin);
    if (at == std::string::npos || at + literal.size() > range.end) continue;
    if (!first || at < first->begin) first = Range{at, at + literal.size()};
  }
  return first;
}

// The end of the dictionary value that `at` stands before: a comma or a closing bracket outside strings and brackets.
size_t EndOfEntry(const std::string& content, size_t at) {
  int depth = 0;
  char quote = '\0';
  for (; at < content.size(); ++at) {
    const char c = content[at];
    if (quote != '\0') {
      if (c == '\\') ++at;
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '#') {
      at = std::min(content.find('\n', at), content.size() - 1);
    } else if (c == '[' || c == '(' || c == '{') {
      ++depth;
    } else if (c == ']' || c == ')' || c == '}') {
      if (--depth < 0) return at;
    } else if (c == ',' && depth == 0) {
      return at;
    }
  }
  return content.size();
}

// The next entry of a dictionary with this key at or after `rest`, from the key on.
std::optional<Range> NextEntry(const std::string& content, const std::string& key, Range rest) {
  while (const std::optional<Range> name = FindLiteral(content, key, rest)) {
    const size_t colon = content.find_first_not_of(" \t\n", name->end);
    if (colon != std::string::npos && content[colon] == ':') return Range{name->begin, EndOfEntry(content, colon)};
    rest.begin = name->end;
  }
  return std::nullopt;
}

// Where `text` stands in an entry with this key, else the first such entry, else the text itself.
std::optional<Range> FindInEntry(const std::string& content, const std::string& key, const std::string& text,
                                 Range within) {
  std::optional<Range> first;
  Range rest = within;
  while (const std::optional<Range> entry = NextEntry(content, key, rest)) {
    if (const auto found = FindLiteral(content, text, *entry)) return found;
    if (!first) first = entry;
    rest.begin = std::max(entry->end, entry->begin + 1);
  }
  return first ? first : FindLiteral(content, text, within);
}

// Whether an attribute `name = ` ends at `at`.
bool FollowsName(const std::string& content, size_t at) {
  const size_t equals = at == 0 ? std::string::npos : content.find_last_not_of(" \t\n", at - 1);
  if (equals == std::string::npos || content[equals] != '=' || equals < 4) return false;
  const size_t word = content.find_last_not_of(" \t\n", equals - 1);
  return word != std::string::npos && word >= 3 && content.compare(word - 3, 4, "name") == 0;
}

// From the name of a target to the end of the call that declares it.
std::optional<Range> FindCall(const std::string& content, const std::string& name) {
  Range rest{0, content.size()};
  while (const std::optional<Range> found = FindLiteral(content, name, rest)) {
    rest.begin = found->end;
    if (!FollowsName(content, found->begin)) continue;
    size_t end = EndOfEntry(content, found->end);
    while (end < content.size() && content[end] == ',') end = EndOfEntry(content, end + 1);
    return Range{found->begin, end};
  }
  return std::nullopt;
}

// The file with blanks in place of its calls, so that what is left are the constants that any target may use: another
// target may say the same in the same words. A line is of a call if the last one that began with a name, or a bracket
// before it (`[perf_test(... for ...]`), began one.
std::string WithoutCalls(std::string content) {
  bool in_call = false;
  for (size_t begin = 0; begin < content.size();) {
    const size_t end = std::min(content.find('\n', begin), content.size());
    const size_t name = content[begin] == '[' ? begin + 1 : begin;
    size_t after_name = name;
    while (after_name < end && (InName(content[after_name]) || content[after_name] == '.')) ++after_name;
    if (after_name > name) in_call = after_name < end && content[after_name] == '(';
    if (in_call) std::fill(content.begin() + static_cast<long>(begin), content.begin() + static_cast<long>(end), ' ');
    begin = end + 1;
  }
  return content;
}

// The value of an attribute within a call, from the attribute's name on.
std::optional<Range> FindAttribute(const std::string& content, const std::string& attribute, Range call) {
  for (size_t at = call.begin; (at = content.find(attribute, at)) < call.end; at += attribute.size()) {
    const char before = at == 0 ? ' ' : content[at - 1];
    const size_t equals = content.find_first_not_of(" \t\n", at + attribute.size());
    if (InName(before)) continue;  // the end of another name
    if (equals != std::string::npos && content[equals] == '=') return Range{at, EndOfEntry(content, equals)};
  }
  return std::nullopt;
}

}  // namespace

BuildFile::BuildFile(const std::string& path, const std::string& target)
    : target_(target.substr(target.find(':') + 1)),
      name_(path.empty() ? target : path),
      content_(path.empty() ? "" : ReadFile(path).value_or("")) {}

std::string BuildFile::PlaceInEntry(const std::string& key, const std::string& text) const {
  const std::optional<Range> call = FindCall(content_, target_);
  const Range everything{0, content_.size()};
  if (!call) return PlaceOf(BeginOf(FindInEntry(content_, key, text, everything)), std::nullopt);
  auto found = FindInEntry(content_, key, text, *call);
  if (!found) found = FindInEntry(WithoutCalls(content_), key, text, everything);
  return PlaceOf(BeginOf(found), call->begin);
}

std::string BuildFile::PlaceInCall(const std::string& name, const std::string& attribute,
                                   const std::string& text) const {
  const std::optional<Range> call = FindCall(content_, name);
  const Range everything{0, content_.size()};
  if (!call) return PlaceOf(BeginOf(FindLiteral(content_, text, everything)), std::nullopt);
  auto found = FindLiteral(content_, text, FindAttribute(content_, attribute, *call).value_or(*call));
  if (!found) found = FindLiteral(content_, text, *call);
  if (!found) found = FindLiteral(WithoutCalls(content_), text, everything);
  return PlaceOf(BeginOf(found), call->begin);
}

std::string BuildFile::PlaceOf(std::optional<size_t> found, std::optional<size_t> call) const {
  if (found) return LineOf(*found);
  return call ? LineOf(*call) : name_;
}

std::string BuildFile::LineOf(size_t at) const {
  return fmt::format("{}:{}", name_, 1 + std::count(content_.begin(), content_.begin() + static_cast<long>(at), '\n'));
}

}  // namespace pawl
