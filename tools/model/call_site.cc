#include "tools/model/call_site.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace pawl {
namespace {

constexpr std::string_view kAnonymous = "(anonymous namespace)";
constexpr std::string_view kOperator = "operator";

constexpr std::array<std::string_view, 13> kAllocators = {
    "malloc", "calloc",  "realloc", "reallocarray", "aligned_alloc", "memalign", "posix_memalign",
    "valloc", "pvalloc", "free",    "strdup",       "strndup",       "cfree"};
constexpr std::array<std::string_view, 5> kLibraryPrefixes = {"std::", "__gnu_cxx::", "__cxxabiv1::", "operator new",
                                                              "operator delete"};

bool IsNameCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether the word `operator` begins at `at`: what follows it is brackets and spaces that nest with nothing.
bool IsOperatorAt(std::string_view text, size_t at) {
  if (text.substr(at, kOperator.size()) != kOperator) return false;
  if (at > 0 && IsNameCharacter(text[at - 1])) return false;
  const size_t end = at + kOperator.size();
  return end == text.size() || !IsNameCharacter(text[end]);
}

bool IsLibrary(std::string_view frame) {
  const std::string_view name = QualifiedName(frame);
  if (name.empty() || name.front() == '_' || name.starts_with("0x")) return true;
  if (std::find(kAllocators.begin(), kAllocators.end(), name) != kAllocators.end()) return true;
  return std::any_of(kLibraryPrefixes.begin(), kLibraryPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace

std::string_view QualifiedName(std::string_view function) {
  int depth = 0;
  size_t begin = 0;
  size_t end = 0;
  for (; end < function.size(); ++end) {
    const char c = function[end];
    if (depth == 0 && IsOperatorAt(function, end)) {
      end = std::min(function.find('(', end), function.size());
      break;
    }
    if (function.substr(end, kAnonymous.size()) == kAnonymous) {
      end += kAnonymous.size() - 1;
      continue;
    }
    if (c == '(' && depth == 0) break;
    if (c == '<' || c == '{' || c == '(') ++depth;
    if (c == '>' || c == '}' || c == ')') --depth;
    // A space before a bracket ends the name, it does not begin another: "main (main.cc)".
    if (c == ' ' && depth == 0 && end + 1 < function.size() && function[end + 1] != '(') begin = end + 1;
  }
  std::string_view name = function.substr(begin, end - begin);
  while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
  return name;
}

size_t CallSite(const std::vector<std::string>& frames) {
  for (size_t i = frames.size(); i-- > 0;) {
    if (!IsLibrary(frames[i])) return i;
  }
  return frames.size() - 1;
}

}  // namespace pawl
