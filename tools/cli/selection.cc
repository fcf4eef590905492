#include "tools/cli/selection.h"

#include <algorithm>
#include <regex>

#include "fmt/format.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

absl::StatusOr<std::regex> Compile(const std::string& pattern, const std::string& written_in) {
  try {
    return std::regex(pattern);
  } catch (const std::regex_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" in {} is no regular expression: {}", pattern, written_in, error.what()));
  }
}

absl::StatusOr<std::vector<std::regex>> CompileAll(const std::vector<std::string>& patterns,
                                                   const std::string& written_in) {
  std::vector<std::regex> compiled;
  for (const std::string& pattern : patterns) {
    absl::StatusOr<std::regex> regex = Compile(pattern, written_in);
    if (!regex.ok()) return regex.status();
    compiled.push_back(*std::move(regex));
  }
  return compiled;
}

bool MatchesAny(const std::vector<std::regex>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::regex& pattern) { return std::regex_search(name, pattern); });
}

}  // namespace

absl::StatusOr<Selection> Select(const Plan& plan, const std::vector<std::string>& cases, Scope scope,
                                 const std::string& filter) {
  const absl::StatusOr<std::regex> wanted = Compile(filter, "the test filter");
  if (!wanted.ok()) return wanted.status();
  const auto sweep = CompileAll(plan.sweep, plan.target + "'s sweep");
  if (!sweep.ok()) return sweep.status();
  const auto report_only = CompileAll(plan.report_only, plan.target + "'s report_only");
  if (!report_only.ok()) return report_only.status();
  Selection selection;
  bool filtered_out = false;
  std::string out_of_scope;  // a case that the filter means, but the scope doesn't
  for (const std::string& name : cases) {
    const bool in_sweep = MatchesAny(*sweep, name);
    const bool reported = MatchesAny(*report_only, name);
    const bool matches = std::regex_search(name, *wanted);
    filtered_out |= !matches;
    if ((in_sweep && scope != Scope::kSweep) || (reported && scope == Scope::kGate)) {
      if (matches) out_of_scope = name;
      continue;
    }
    if (!matches) continue;
    selection.judged.insert(name);
    if (in_sweep || reported) selection.claims_only.insert(name);
  }
  if (!selection.judged.empty()) return selection;
  if (filtered_out && !out_of_scope.empty()) {
    return absl::NotFoundError(fmt::format(
        "the filter \"{}\" matches only cases of {}'s sweep or report_only, such as {}. They are measured by "
        "`bazel run //:report -- --sweep {}`",
        filter, plan.target, out_of_scope, plan.target));
  }
  if (filtered_out) {
    const std::string nearest = Nearest(filter, cases);
    return absl::NotFoundError(fmt::format(
        "the filter \"{}\" matches none of the {} cases{} It is a regular expression searched for in case names; "
        "`bazel run {}.bin -- --benchmark_list_tests` lists them",
        filter, cases.size(), nearest.empty() ? "." : "; did you mean " + nearest + "?", plan.target));
  }
  return absl::NotFoundError(
      fmt::format("every case of {} is in its sweep or report_only, so there is nothing to gate", plan.target));
}

}  // namespace pawl
