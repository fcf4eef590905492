#include "tools/cli/report_explanations.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tools/cli/profile_files.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

struct Profiled {
  const FoundResult* found;
  std::string case_name;
};

std::set<std::string> CasesIn(const Profiles& profiles) {
  std::set<std::string> cases;
  for (const Profile& profile : profiles.profiles) cases.insert(profile.case_name);
  return cases;
}

using TargetAndCase = std::pair<std::string, std::string>;

// Appends the profiled cases that rows of this kind name and that are not listed yet.
void List(const FoundResult& found, const std::set<std::string>& profiled, bool ok, std::set<TargetAndCase>& listed,
          std::vector<Profiled>& into) {
  for (const Row& row : found.result.rows) {  // worst first
    if ((row.verdict == Verdict::kOk) != ok || !profiled.contains(row.case_name)) continue;
    if (listed.emplace(found.result.target, row.case_name).second) into.push_back({&found, row.case_name});
  }
}

}  // namespace

ReportExplanations ExplainReport(const std::vector<FoundResult>& results) {
  ReportExplanations report;
  std::set<std::string> errors;
  std::vector<Profiled> suspects, others;
  std::set<TargetAndCase> listed;
  for (const FoundResult& found : results) {
    if (found.folder.empty()) continue;
    const absl::StatusOr<Profiles> profiles = ReadProfiles(found.folder / kProfilesFile);
    if (!profiles.ok()) {
      if (!absl::IsNotFound(profiles.status())) errors.emplace(profiles.status().message());
      continue;
    }
    const std::set<std::string> profiled = CasesIn(*profiles);
    List(found, profiled, /*ok=*/false, listed, suspects);
    List(found, profiled, /*ok=*/true, listed, others);
  }
  suspects.insert(suspects.end(), others.begin(), others.end());
  report.left_out = suspects.size() - std::min(suspects.size(), kMostExplained);
  suspects.resize(suspects.size() - report.left_out);
  const ProgramProfiler never = [](const std::string& program) {
    return absl::StatusOr<Profiles>(absl::FailedPreconditionError(program + ": a report starts no program"));
  };
  for (const Profiled& one : suspects) {
    ProfiledCase explained = ExplainProfiles(one.case_name, {*one.found}, /*against=*/"", /*all=*/false, never);
    for (Explanation& explanation : explained.explanations) report.explanations.push_back(std::move(explanation));
    errors.insert(explained.errors.begin(), explained.errors.end());
  }
  report.errors.assign(errors.begin(), errors.end());
  return report;
}

}  // namespace pawl
