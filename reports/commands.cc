#include "reports/commands.h"

#include "fmt/format.h"

namespace pawl {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// Bazel labels are plain words to a shell; a target that is no label is quoted.
std::string Word(std::string_view target) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:@._+-=";
  const bool plain = !target.empty() && target.find_first_not_of(kPlain) == std::string_view::npos;
  return plain ? std::string(target) : Quoted(target);
}

std::string RegexEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::string ReproduceCommand(std::string_view target, std::string_view case_name) {
  if (case_name.empty()) return fmt::format("bazel test {}", Word(target));
  return fmt::format("bazel test {} --test_filter={}", Word(target),
                     Quoted(fmt::format("^{}$", RegexEscaped(case_name))));
}

std::string ExplainCommand(std::string_view case_name) {
  return fmt::format("bazel run //tools/cli:pawl -- explain {}", Quoted(case_name));
}

std::string AcceptCommand(std::string_view target) {
  return fmt::format("bazel run {}", Word(fmt::format("{}.accept", target)));
}

Markup CommandBlock(std::string_view label, std::string_view command) {
  return Fill("<div class=\"command\"><span>{}</span><pre><code>{}</code></pre></div>\n", {label, command});
}

}  // namespace pawl
