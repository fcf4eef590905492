// `pawl explain`: what was last measured of a case, and what changed in it.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "reports/flame_graph.h"
#include "tools/cli/command_support.h"
#include "tools/cli/explain_profiles.h"
#include "tools/cli/explanation_text.h"
#include "tools/cli/files.h"
#include "tools/cli/page.h"
#include "tools/cli/program_profiles.h"
#include "tools/cli/result_files.h"
#include "tools/cli/terminal.h"
#include "tools/model/case_name.h"
#include "tools/model/result.h"

namespace pawl {
namespace {

// What is asked for: a case, of one perf_test or (empty target) of every one that has it.
struct Wanted {
  std::string target;
  std::string case_name;
};

struct Search {
  std::vector<FoundResult> found;       // have the case
  std::vector<std::string> targets;     // of all results
  std::vector<std::string> case_names;  // of all results of the target
  bool target_exists = false;
  bool damaged = false;  // a result that may have been the one that was asked for
};

void Look(ResultFile file, const Wanted& wanted, Search& search) {
  const Result& result = file.result;
  search.targets.push_back(result.target);
  if (!wanted.target.empty() && result.target != wanted.target) return;
  search.target_exists = true;
  bool has_case = false;
  for (const Row& row : result.rows) {
    search.case_names.push_back(row.case_name);
    has_case = has_case || row.case_name == wanted.case_name;
  }
  if (has_case) search.found.push_back({std::move(file.folder), std::move(file.result)});
}

// Also in archives: outputs.zip is all that a test of Bazel 7 leaves.
Search FindResults(const std::string& place, const Wanted& wanted, const std::filesystem::path& unpack_into,
                   Output output) {
  Search search;
  FoundResults found = FindResultFiles({place}, unpack_into);
  found.errors.insert(found.errors.end(), found.warnings.begin(), found.warnings.end());
  for (const absl::Status& error : found.errors) {
    output.err << "pawl: skipped: " << Shown(error) << "\n";
    search.damaged = true;
  }
  for (ResultFile& file : found.files) Look(std::move(file), wanted, search);
  return search;
}

std::string WhatIsUnknown(const Wanted& wanted, const Search& search, const std::string& folder) {
  const bool no_target = !wanted.target.empty() && !search.target_exists;
  const std::string nearest =
      no_target ? Nearest(wanted.target, search.targets) : Nearest(wanted.case_name, search.case_names);
  const std::string unknown = no_target ? "is of " + wanted.target : "has the case " + wanted.case_name;
  return fmt::format("no result {}under {} {}{} Run its perf test first",
                     no_target || wanted.target.empty() ? "" : "of " + wanted.target + " ", folder, unknown,
                     nearest.empty() ? "." : "; did you mean " + nearest + "?");
}

bool AnythingCompared(const ProfiledCase& profiled) {
  for (const Explanation& explanation : profiled.explanations) {
    if (!explanation.before.empty() && !explanation.differences.empty()) return true;
  }
  return false;
}

// The page is written if it was asked for, and where there is a place for it and something to draw.
int ShowFlameGraph(const ExplainArguments& arguments, const ProfiledCase& profiled, Output output) {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  if (arguments.html.empty() && (workspace.empty() || arguments.json || !AnythingCompared(profiled))) return kExitOk;
  const absl::StatusOr<std::filesystem::path> page =
      WritePage(workspace, arguments.html, "explain.html", RenderFlameGraph(profiled.explanations));
  if (!page.ok()) return Fail(output, page.status());
  (arguments.json ? output.err : output.out) << "Flame graph: " << page->string() << "\n";
  return kExitOk;
}

void PrintRows(const Search& search, const std::string& case_name, Output output) {
  for (const FoundResult& found : search.found) {
    for (const Row& row : found.result.rows) {
      if (row.case_name == case_name) output.out << DescribeRow(row, found.result);
    }
  }
}

int ShowProfiles(const ExplainArguments& arguments, const std::string& case_name, const Search& search, Output output) {
  const auto profile = [&](const std::string& program) {
    absl::StatusOr<Profiles> profiles =
        ProfileProgram(program, case_name, EnvironmentVariable("PATH"), Progress(output));
    EndProgress(output);
    return profiles;
  };
  const ProfiledCase profiled = ExplainProfiles(case_name, search.found, arguments.against, arguments.all, profile);
  if (arguments.json) {
    output.out << ToJson(profiled.explanations);
  } else {
    for (const Explanation& explanation : profiled.explanations) output.out << "\n" << RenderExplanation(explanation);
  }
  for (const std::string& error : profiled.errors) output.err << "pawl: " << error << "\n";
  const int code = ShowFlameGraph(arguments, profiled, output);
  if (profiled.errors_are_usage) return kExitUsage;
  return profiled.errors.empty() ? code : kExitError;
}

}  // namespace

int ExplainCommand(const ExplainArguments& given, Output output) {
  ExplainArguments arguments = given;
  arguments.against = FromWorkingDirectory(given.against);
  std::string folder = FromWorkingDirectory(given.results);
  if (folder.empty()) {
    const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
    if (workspace.empty()) {
      return Fail(output,
                  absl::FailedPreconditionError("results are looked for in the work space: run it as `bazel run "
                                                "//tools/cli:pawl -- explain CASE`, or say where with --results"),
                  kExitUsage);
    }
    folder = workspace + "/bazel-testlogs";
  }
  const bool of_target = !arguments.case_name.empty();
  const Wanted wanted = {of_target ? arguments.target_or_case : "",
                         of_target ? arguments.case_name : arguments.target_or_case};
  const absl::StatusOr<ScratchFolder> unpacked = ScratchFolder::Create();
  if (!unpacked.ok()) return Fail(output, unpacked.status());
  const Search search = FindResults(folder, wanted, unpacked->path(), output);
  if (search.found.empty()) {
    return Fail(output, absl::NotFoundError(WhatIsUnknown(wanted, search, folder)), kExitUsage);
  }
  if (!arguments.json) PrintRows(search, wanted.case_name, output);
  const int code = ShowProfiles(arguments, wanted.case_name, search, output);
  return search.damaged ? kExitError : code;
}

}  // namespace pawl
