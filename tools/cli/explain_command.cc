// `pawl explain`: what was last measured of a case, and what changed in it.
#include <filesystem>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "reports/flame_graph.h"
#include "tools/cli/command_support.h"
#include "tools/cli/explain_profiles.h"
#include "tools/cli/explanation_text.h"
#include "tools/cli/files.h"
#include "tools/cli/page.h"
#include "tools/cli/program_profiles.h"
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

void Look(const std::filesystem::path& path, const Wanted& wanted, Search& search, Output output) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  absl::StatusOr<Result> result = text.ok() ? ResultFromJson(*text, path) : absl::StatusOr<Result>(text.status());
  if (!result.ok()) {
    output.err << "pawl: skipped: " << std::string(result.status().message()) << "\n";
    search.damaged = true;
    return;
  }
  search.targets.push_back(result->target);
  if (!wanted.target.empty() && result->target != wanted.target) return;
  search.target_exists = true;
  bool has_case = false;
  for (const Row& row : result->rows) {
    search.case_names.push_back(row.case_name);
    has_case = has_case || row.case_name == wanted.case_name;
  }
  if (has_case) search.found.push_back({path.parent_path(), *std::move(result)});
}

Search FindResults(const std::string& folder, const Wanted& wanted, Output output) {
  Search search;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() == "result.json") Look(at->path(), wanted, search, output);
  }
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
  const Search search = FindResults(folder, wanted, output);
  if (search.found.empty()) {
    return Fail(output, absl::NotFoundError(WhatIsUnknown(wanted, search, folder)), kExitUsage);
  }
  if (!arguments.json) PrintRows(search, wanted.case_name, output);
  const int code = ShowProfiles(arguments, wanted.case_name, search, output);
  return search.damaged ? kExitError : code;
}

}  // namespace pawl
