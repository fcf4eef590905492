#include "words.h"

#include <sstream>

namespace words {
namespace {

// Never inlined: one machine code for one call and for two, so that a planted second call costs what it executes.
[[gnu::noinline]] void append_tidied(std::string_view text, std::string& out) {
  bool blank = true;
  for (char c : text) {
    if (c != ' ' && c != '\n') {
      out += c;
      blank = false;
    } else if (!blank) {
      out += ' ';
      blank = true;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
}

}  // namespace

std::string stream_tidier::tidy(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string out;
  for (std::string word; in >> word;) {
    if (!out.empty()) out += " ";
    out += word;
  }
  return out;
}

std::string one_pass_tidier::tidy(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_tidied(text, out);
  return out;
}

}  // namespace words
