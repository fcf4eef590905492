#include "tools/cli/selection.h"

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

absl::StatusOr<bool> MatchesAny(const std::vector<std::string>& patterns, const std::string& name,
                                const std::string& written_in) {
  for (const std::string& pattern : patterns) {
    const absl::StatusOr<std::regex> regex = Compile(pattern, written_in);
    if (!regex.ok()) return regex.status();
    if (std::regex_search(name, *regex)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Selection> Select(const Plan& plan, const std::vector<std::string>& cases, Scope scope,
                                 const std::string& filter) {
  const absl::StatusOr<std::regex> wanted = Compile(filter, "the test filter");
  if (!wanted.ok()) return wanted.status();
  Selection selection;
  bool filtered_out = false;
  for (const std::string& name : cases) {
    const auto in_sweep = MatchesAny(plan.sweep, name, plan.target + "'s sweep");
    if (!in_sweep.ok()) return in_sweep.status();
    const auto reported = MatchesAny(plan.report_only, name, plan.target + "'s report_only");
    if (!reported.ok()) return reported.status();
    if ((*in_sweep && scope != Scope::kSweep) || (*reported && scope == Scope::kGate)) continue;
    if (!std::regex_search(name, *wanted)) {
      filtered_out = true;
      continue;
    }
    selection.judged.insert(name);
    if (*in_sweep || *reported) selection.claims_only.insert(name);
  }
  if (!selection.judged.empty()) return selection;
  if (filtered_out) {
    const std::string nearest = Nearest(filter, cases);
    return absl::NotFoundError(fmt::format(
        "the filter \"{}\" matches none of the {} cases{}. It is a regular expression searched for in case names; "
        "`bazel run {}.bin -- --benchmark_list_tests` lists them",
        filter, cases.size(), nearest.empty() ? "" : "; did you mean " + nearest + "?", plan.target));
  }
  return absl::NotFoundError(
      fmt::format("every case of {} is in its sweep or report_only, so there is nothing to gate", plan.target));
}

}  // namespace pawl
