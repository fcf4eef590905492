#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "impls/build_plan/ignore_rules.h"

// The input is a .dockerignore; its last line is a path that the rules before are asked about.
namespace {

using build_plan::CleanPath;
using build_plan::IgnoreRules;

void Check(bool holds) {
  if (!holds) std::abort();
}

bool Excludes(const IgnoreRules& rules, std::string_view path) { return rules.Excludes(rules.LastMatchFromRoot(path)); }

// Nothing that is included lies in a directory that need not be entered.
void CheckDirectoriesAbove(const IgnoreRules& rules, const std::string& path) {
  const bool is_included = !Excludes(rules, path);
  for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string_view directory = std::string_view(path).substr(0, slash);
    const bool may_include = rules.MayIncludeBelow(directory, rules.LastMatchFromRoot(directory));
    Check(may_include || !is_included);
  }
}

// A rule for just this path, if it can be written with escapes alone; else "".
std::string RuleFor(const std::string& path) {
  std::string rule;
  for (const unsigned char c : path) {
    if (c <= ' ' || c >= 0x7F) return "";
    if (std::isalnum(c) == 0 && c != '/') rule += '\\';
    rule += static_cast<char>(c);
  }
  return rule;
}

// The last rule decides, whatever stands before it.
void CheckLastRule(std::string_view text, const std::string& path) {
  const std::string rule = RuleFor(path);
  if (rule.empty()) return;
  for (const char* mark : {"", "!"}) {
    const auto rules = IgnoreRules::Parse(std::string(text) + "\n" + mark + rule, "f");
    Check(rules.ok() && Excludes(*rules, path) == (*mark == '\0') && Excludes(*rules, path + "/x") == (*mark == '\0'));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t newline = input.rfind('\n');
  if (newline == std::string_view::npos) return 0;
  const std::string_view text = input.substr(0, newline);
  const std::string path = CleanPath(input.substr(newline + 1));
  Check(CleanPath(path) == path);
  const auto rules = IgnoreRules::Parse(text, "f");
  if (!rules.ok()) {
    Check(rules.status().code() == absl::StatusCode::kInvalidArgument);
    Check(rules.status().ToString().find("f:") != std::string::npos);
    return 0;
  }
  if (path.starts_with('/') || path == "." || path.starts_with("..")) return 0;
  CheckDirectoriesAbove(*rules, path);
  CheckLastRule(text, path);
  return 0;
}
