// `pawl explain`: what was last measured of a case, and what changed in it.
#include <filesystem>

#include "fmt/format.h"
#include "reports/flame_graph.h"
#include "tools/cli/command_support.h"
#include "tools/cli/explain_profiles.h"
#include "tools/cli/explanation_text.h"
#include "tools/cli/files.h"
#include "tools/cli/page.h"
#include "tools/cli/terminal.h"
#include "tools/model/case_name.h"
#include "tools/model/result.h"

namespace pawl {
namespace {

struct Search {
  std::vector<FoundResult> found;       // have the case
  std::vector<std::string> case_names;  // of all results
  bool damaged = false;                 // a result that may have been the one that was asked for
};

Search FindResults(const std::string& folder, const std::string& case_name, Output output) {
  Search search;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().filename() != "result.json") continue;
    const absl::StatusOr<std::string> text = ReadFile(at->path());
    absl::StatusOr<Result> result =
        text.ok() ? ResultFromJson(*text, at->path()) : absl::StatusOr<Result>(text.status());
    if (!result.ok()) {
      output.err << "pawl: skipped: " << std::string(result.status().message()) << "\n";
      search.damaged = true;
      continue;
    }
    bool has_case = false;
    for (const Row& row : result->rows) {
      search.case_names.push_back(row.case_name);
      has_case = has_case || row.case_name == case_name;
    }
    if (has_case) search.found.push_back({at->path().parent_path(), *std::move(result)});
  }
  return search;
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

int ShowProfiles(const ExplainArguments& arguments, const Search& search, Output output) {
  const ProfiledCase profiled = ExplainProfiles(arguments.case_name, search.found, arguments.against, arguments.all);
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

int ExplainCommand(const ExplainArguments& arguments, Output output) {
  std::string folder = arguments.results;
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
  const Search search = FindResults(folder, arguments.case_name, output);
  if (search.found.empty()) {
    const std::string nearest = Nearest(arguments.case_name, search.case_names);
    return Fail(output,
                absl::NotFoundError(fmt::format("no result under {} has the case {}{} Run its perf test first", folder,
                                                arguments.case_name,
                                                nearest.empty() ? "." : "; did you mean " + nearest + "?")),
                kExitUsage);
  }
  if (!arguments.json) PrintRows(search, arguments.case_name, output);
  const int code = ShowProfiles(arguments, search, output);
  return search.damaged ? kExitError : code;
}

}  // namespace pawl
