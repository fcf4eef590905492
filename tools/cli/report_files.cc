// The files of `pawl report`, and its annotations.
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "reports/annotations.h"
#include "reports/google_benchmark_json.h"
#include "reports/markdown.h"
#include "reports/report_json.h"
#include "tools/cli/baseline_history.h"
#include "tools/cli/benchmark_places.h"
#include "tools/cli/command_support.h"
#include "tools/cli/git.h"
#include "tools/cli/page.h"
#include "tools/cli/report_command.h"
#include "tools/cli/report_explanations.h"
#include "tools/cli/terminal.h"

namespace pawl {
namespace {

constexpr char kPageName[] = "report.html";
// Of a baseline file; each costs some milliseconds, and more could hardly be told apart in a figure.
constexpr int kMostHistoryCommits = 24;

// GitHub shows what its jobs append to this file; other steps of the job may have written to it.
absl::Status AppendToJobSummary(const std::string& markdown) {
  const std::string path = EnvironmentVariable("GITHUB_STEP_SUMMARY");
  if (path.empty()) return absl::OkStatus();
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file << markdown << "\n";
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError(fmt::format("cannot append to {}, which GITHUB_STEP_SUMMARY names", path));
}

class Files {
 public:
  Files(const ReportInput& input, const ReportArguments& arguments, const std::string& workspace, Output output)
      : input_(input), arguments_(arguments), workspace_(workspace), output_(output) {
    page_ = !arguments.output.empty() ? arguments.output : workspace.empty() ? kPageName : "";
  }

  absl::Status Write() {
    const absl::StatusOr<std::filesystem::path> page = WritePage(workspace_, page_, kPageName, RenderHtml(input_));
    if (!page.ok()) return page.status();
    output_.out << "Report: " << page->string() << "\n";
    if (!input_.script) output_.out << "It has tables and no figures: `bazel run //:report` draws them, too\n";
    if (absl::Status status = WriteIfNamed(arguments_.markdown, Markdown()); !status.ok()) return status;
    if (!arguments_.json.empty()) {
      const std::string json = RenderReportJson(input_.results, input_.title, input_.command);
      if (absl::Status status = WriteIfNamed(arguments_.json, json); !status.ok()) return status;
    }
    if (!arguments_.google_benchmark.empty()) {
      const std::string json = RenderGoogleBenchmarkJson(input_.results);
      if (absl::Status status = WriteIfNamed(arguments_.google_benchmark, json); !status.ok()) return status;
    }
    return arguments_.annotations.empty() ? absl::OkStatus() : WriteAnnotations();
  }

 private:
  absl::Status WriteIfNamed(const std::string& given, const std::string& text) {
    if (given.empty()) return absl::OkStatus();
    return WritePage(workspace_, given, "", text).status();
  }

  // Its reader has the page as an artefact, not the folders of the machine that made it.
  std::string Markdown() const {
    return RenderMarkdown(input_.results, {input_.title, input_.command, page_.empty() ? kPageName : page_});
  }

  absl::Status WriteAnnotations() {
    BenchmarkPlaces places(workspace_.empty() ? "." : workspace_);
    const std::vector<Annotation> annotations = Annotate(
        input_.results,
        [&](const Result& result, const std::string& case_name) { return places.Find(result.target, case_name); });
    if (arguments_.annotations == "gitlab") {
      return WriteIfNamed(arguments_.annotations_file, RenderGitlabAnnotations(annotations));
    }
    output_.out << RenderGithubAnnotations(annotations);
    return AppendToJobSummary(Markdown());
  }

  const ReportInput& input_;
  const ReportArguments& arguments_;
  const std::string& workspace_;
  std::string page_;  // as it was named; empty: where the work space keeps it
  Output output_;
};

}  // namespace

void PrintResult(const Result& result, const ReportArguments& arguments, Output output) {
  if (arguments.annotations != "github") {
    output.out << RenderTerminal(result) << std::flush;
    return;
  }
  // Until its own token comes, which nobody can guess who named a case.
  std::random_device random;
  const std::string token = fmt::format("pawl-{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
  output.out << "::stop-commands::" << token << "\n" << RenderTerminal(result) << "::" << token << "::\n" << std::flush;
}

void AddExplanations(const std::vector<FoundResult>& results, ReportInput& input, Output output) {
  ReportExplanations report = ExplainReport(results);
  input.explanations = std::move(report.explanations);
  for (const std::string& error : report.errors) output.err << "pawl: warning: " << error << "\n";
  if (report.left_out == 0) return;
  output.out << fmt::format(
      "Flame graphs of {} cases, first of those that are not ok; {} more were profiled: with their results unpacked in "
      "FOLDER, bazel run {} -- explain CASE --results=FOLDER\n",
      input.explanations.size(), report.left_out, results.front().result.pawl);
}

void AddHistories(const std::string& workspace, ReportInput& input, Output output) {
  if (!input.script || workspace.empty() || !CheckRepository(workspace).ok()) return;
  for (const Result& result : input.results) {
    // What two builds were compared with is not what is accepted.
    if (result.baseline_file.empty() || !result.against.empty()) continue;
    const absl::StatusOr<BaselineHistory> history =
        ReadBaselineHistory(workspace, result.baseline_file, kMostHistoryCommits);
    if (!history.ok()) {
      output.err << "pawl: warning: " << Shown(history.status()) << "\n";
      continue;
    }
    for (const absl::Status& damage : history->damaged) {
      output.err << "pawl: warning: left out of the history: " << Shown(damage) << "\n";
    }
    for (AcceptedHistory& one : HistoriesOf(result, history->revisions)) input.histories.push_back(std::move(one));
  }
}

int WriteReport(const ReportInput& input, const ReportArguments& arguments, const std::string& workspace,
                Output output) {
  if (absl::Status status = Files(input, arguments, workspace, output).Write(); !status.ok()) {
    return Fail(output, status);
  }
  std::vector<int> codes;
  for (const Result& result : input.results) codes.push_back(result.ExitCode());
  return MostSevere(codes);
}

}  // namespace pawl
