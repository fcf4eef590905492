#include "tools/model/name_parts.h"

#include <algorithm>
#include <cctype>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace pawl {
namespace {

// Whether every '<' is closed, as in a template's arguments and not as in "operator<".
bool Balanced(std::string_view text) {
  int depth = 0;
  for (const char c : text) {
    if (c == '<') ++depth;
    if (c == '>' && --depth < 0) return false;
  }
  return depth == 0;
}

std::vector<std::string_view> Split(std::string_view name) {
  const bool brackets = Balanced(name);
  std::vector<std::string_view> elements;
  int depth = 0;
  size_t begin = 0;
  for (size_t at = 0; at < name.size(); ++at) {
    if (brackets && name[at] == '<') ++depth;
    if (brackets && name[at] == '>') --depth;
    if (name[at] != '/' || depth > 0) continue;
    elements.push_back(name.substr(begin, at - begin));
    begin = at + 1;
  }
  elements.push_back(name.substr(begin));
  return elements;
}

bool IsWord(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
}

bool IsInteger(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<NamePart> PartsOf(std::string_view case_name) {
  std::vector<NamePart> parts;
  int arguments = 0;
  for (const std::string_view element : Split(case_name)) {
    NamePart& part = parts.emplace_back(NamePart{std::string(kNameKey), std::string(element), std::string(element)});
    const size_t colon = element.find(':');
    if (IsInteger(element)) {
      part.key = fmt::format("arg{}", arguments++);
    } else if (colon != std::string_view::npos && IsWord(element.substr(0, colon)) &&
               !element.substr(colon).starts_with("::")) {
      part.key = element.substr(0, colon);
      part.value = element.substr(colon + 1);
    }
  }
  return parts;
}

std::optional<std::string> ValueOf(const std::vector<NamePart>& parts, std::string_view key) {
  std::optional<std::string> value;
  for (const NamePart& part : parts) {
    if (part.key == key) value = value ? *value + "/" + part.value : part.value;
  }
  return value;
}

std::string NameWithout(const std::vector<NamePart>& parts, std::string_view key) {
  std::vector<std::string_view> kept;
  for (const NamePart& part : parts) {
    if (part.key != key) kept.push_back(part.text);
  }
  return fmt::format("{}", fmt::join(kept, "/"));
}

}  // namespace pawl
