#include "reports/benchmark_line.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace pawl {
namespace {

bool IsOfWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Lines without what follows a "//" outside of a string. Block comments stay: a case's name in one is rare, and the
// first line of code with the same name is still found where the comment follows it.
std::vector<std::string_view> CodeLines(std::string_view source) {
  std::vector<std::string_view> lines;
  while (!source.empty()) {
    const size_t end = std::min(source.find('\n'), source.size());
    std::string_view line = source.substr(0, end);
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == '"') {
        quoted = !quoted;
      } else if (!quoted && line.substr(i, 2) == "//") {
        line = line.substr(0, i);
      }
    }
    lines.push_back(line);
    source.remove_prefix(std::min(end + 1, source.size()));
  }
  return lines;
}

int LineWith(const std::vector<std::string_view>& lines, const std::string& text) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [&](std::string_view line) { return line.find(text) != std::string_view::npos; });
  return found == lines.end() ? 0 : static_cast<int>(found - lines.begin()) + 1;
}

bool HasWord(std::string_view line, std::string_view word) {
  for (size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsOfWord(line[at - 1])) && (end == line.size() || !IsOfWord(line[end]))) return true;
  }
  return false;
}

// BENCHMARK(BM_X), BENCHMARK_CAPTURE(BM_X, label), BENCHMARK_TEMPLATE(BM_X, int), BENCHMARK_F(Fixture, Method), ...
BenchmarkLine OfMacro(const std::vector<std::string_view>& lines, std::string_view case_name) {
  const std::string_view name = case_name.substr(0, case_name.find_first_of("/<"));
  if (name.empty()) return {};
  const std::string_view rest = case_name.substr(std::min(name.size() + 1, case_name.size()));
  const std::string_view second = rest.substr(0, rest.find_first_of("/<"));
  BenchmarkLine first;
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t macro = lines[i].find("BENCHMARK");
    if (macro == std::string_view::npos || !HasWord(lines[i].substr(macro), name)) continue;
    const bool both = !second.empty() && HasWord(lines[i].substr(macro), second);
    const BenchmarkLine found{static_cast<int>(i) + 1, both ? name.size() + 1 + second.size() : name.size()};
    if (found.matched > first.matched) first = found;
  }
  return first;
}

}  // namespace

BenchmarkLine FindBenchmark(std::string_view source, std::string_view case_name) {
  const std::vector<std::string_view> lines = CodeLines(source);
  for (std::string_view name = case_name; !name.empty();) {
    // A component's name alone may mean anything.
    if (name != case_name && name.find('/') == std::string_view::npos) break;
    if (const int line = LineWith(lines, '"' + std::string(name) + '"'); line > 0) return {line, name.size()};
    const size_t slash = name.rfind('/');
    name = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
  }
  return OfMacro(lines, case_name);
}

}  // namespace pawl
