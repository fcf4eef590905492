#include "tools/model/commands.h"

#include "fmt/format.h"

namespace pawl {
namespace {

// Bazel labels are plain words to a shell; a target that is no label is quoted.
std::string Word(std::string_view target) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:@._+-=";
  const bool plain = !target.empty() && target.find_first_not_of(kPlain) == std::string_view::npos;
  return plain ? std::string(target) : ShellQuoted(target);
}

}  // namespace

std::string ShellQuoted(std::string_view text) {
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

std::string CasePattern(std::string_view case_name) {
  std::string pattern = "^";
  for (const char c : case_name) {
    if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern + "$";
}

std::string ReproduceCommand(std::string_view target, std::string_view case_name) {
  if (case_name.empty()) return fmt::format("bazel test {}", Word(target));
  return fmt::format("bazel test {} --test_filter={}", Word(target), ShellQuoted(CasePattern(case_name)));
}

std::string CompareCommand(std::string_view pawl, std::string_view against, std::string_view target,
                           std::string_view case_name) {
  std::string command = fmt::format("bazel run {} -- compare --against={} {}", Word(pawl), Word(against), Word(target));
  if (!case_name.empty()) command += " --filter=" + ShellQuoted(CasePattern(case_name));
  return command;
}

std::string ExplainCommand(std::string_view pawl, std::string_view case_name) {
  return fmt::format("bazel run {} -- explain {}", Word(pawl), ShellQuoted(case_name));
}

std::string RenameCommand(std::string_view pawl, std::string_view old_name, std::string_view new_name) {
  return fmt::format("bazel run {} -- rename {} {}", Word(pawl), ShellQuoted(old_name), ShellQuoted(new_name));
}

std::string AcceptCommand(std::string_view target) {
  return fmt::format("bazel run {}", Word(fmt::format("{}.accept", target)));
}

std::string AcceptCaseCommand(std::string_view target, std::string_view case_name) {
  return fmt::format("{} -- --case={} --reason='...'", AcceptCommand(target), ShellQuoted(CasePattern(case_name)));
}

std::string PinCasesCommand(std::string_view target, const std::vector<std::string>& cases) {
  std::string pattern;
  for (const std::string& name : cases) pattern += (pattern.empty() ? "" : "|") + CasePattern(name);
  return fmt::format("{} -- --anchor --case={}", AcceptCommand(target), ShellQuoted(pattern));
}

}  // namespace pawl
