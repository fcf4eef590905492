// `pawl report`: every perf_test of a work space, measured one after the other, as one HTML file.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "fmt/format.h"
#include "reports/html.h"
#include "tools/cli/commands.h"
#include "tools/cli/files.h"
#include "tools/cli/page.h"
#include "tools/cli/terminal.h"
#include "tools/model/commands.h"
#include "tools/model/result.h"

namespace pawl {
namespace {

struct Exit {
  int code = -1;
  std::string out;
};

// Runs a shell command in `folder`; its standard error goes to ours.
Exit Shell(const std::string& folder, const std::string& command) {
  Exit exit;
  FILE* pipe = popen(fmt::format("cd {} && {}", ShellQuoted(folder), command).c_str(), "r");
  if (pipe == nullptr) return exit;
  std::array<char, 4096> buffer{};
  for (size_t count = 0; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    exit.out.append(buffer.data(), count);
  const int status = pclose(pipe);
  exit.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return exit;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

// "//benches:x_perf" -> "benches/x_perf".
std::string OutputPath(std::string label) {
  label.erase(0, label.find("//") + 2);
  const size_t colon = label.find(':');
  if (colon != std::string::npos) label[colon] = '/';
  return label[0] == '/' ? label.substr(1) : label;
}

// The time left is known once one is measured: as long again for each of the others.
std::string MeasuringLine(size_t i, const std::vector<std::string>& targets, double spent_s) {
  const std::string line = fmt::format("[{}/{}] measuring {}", i + 1, targets.size(), targets[i]);
  if (i == 0) return line + "\n";
  return fmt::format("{}, about {:.0f} s left\n", line,
                     spent_s / static_cast<double>(i) * static_cast<double>(targets.size() - i));
}

class Reporter {
 public:
  Reporter(std::string workspace, const ReportArguments& arguments, Output output)
      : workspace_(std::move(workspace)), arguments_(arguments), output_(output) {}

  int Run() {
    const absl::StatusOr<std::vector<std::string>> targets = FindAndBuild();
    if (!targets.ok()) return Fail(targets.status());
    absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
    if (!scratch.ok()) return Fail(scratch.status());
    ReportInput input;
    input.title = "Pawl report";
    const auto start = std::chrono::steady_clock::now();
    for (size_t i = 0; i < targets->size(); ++i) {
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
      output_.err << MeasuringLine(i, *targets, spent.count()) << std::flush;
      absl::StatusOr<Result> result = Measure((*targets)[i], scratch->path() / fmt::format("{}.json", i));
      if (!result.ok()) return Fail(result.status());
      output_.out << RenderTerminal(*result) << std::flush;
      input.results.push_back(*std::move(result));
    }
    input.command =
        fmt::format("bazel run {} -- report{}", input.results.front().pawl, arguments_.sweep ? " --sweep" : "");
    return Write(input);
  }

 private:
  int Fail(const absl::Status& status) {
    output_.err << "pawl: " << std::string(status.message()) << "\n";
    return kExitError;
  }

  // Bazel has released its lock by the time `bazel run` starts this program, so it can be asked again.
  absl::StatusOr<std::vector<std::string>> FindAndBuild() {
    std::string patterns;
    for (const std::string& target : arguments_.targets) patterns += (patterns.empty() ? "" : " + ") + target;
    if (patterns.empty()) patterns = "//...";
    const Exit query = Shell(
        workspace_,
        fmt::format("bazel query --noshow_progress --ui_event_filters=-info {}",
                    ShellQuoted(fmt::format("kind(\"^_perf_test rule$\", attr(tags, \"\\bperf\\b\", {}))", patterns))));
    if (query.code != 0) {
      return absl::InvalidArgumentError(
          fmt::format("`bazel query` for the perf_tests in {} failed; see above", patterns));
    }
    const std::vector<std::string> targets = Lines(query.out);
    if (targets.empty()) return absl::NotFoundError(fmt::format("there is no perf_test in {}", patterns));
    std::string build = "bazel build --noshow_progress --ui_event_filters=-info";
    for (const std::string& target : targets) build += " " + ShellQuoted(target);
    if (Shell(workspace_, build + " >&2").code != 0) {
      return absl::FailedPreconditionError("a perf_test does not build; see above");
    }
    const Exit bin = Shell(workspace_, "bazel info --noshow_progress --ui_event_filters=-info bazel-bin");
    if (bin.code != 0 || Lines(bin.out).empty()) return absl::InternalError("`bazel info bazel-bin` failed");
    bin_ = Lines(bin.out).front();
    return targets;
  }

  // A target that fails its gate is a result like any other; one that leaves no result is an error.
  absl::StatusOr<Result> Measure(const std::string& target, const std::string& result_path) {
    const std::string launcher = bin_ / OutputPath(target);
    Shell(workspace_, fmt::format("unset RUNFILES_DIR TEST_SRCDIR; {} {} --result={} >/dev/null", ShellQuoted(launcher),
                                  arguments_.sweep ? "--sweep" : "--report_only", ShellQuoted(result_path)));
    const absl::StatusOr<std::string> text = ReadFile(result_path);
    if (!text.ok()) {
      return absl::InternalError(fmt::format("measuring {} left no result: {}; its message is above", target,
                                             std::string(text.status().message())));
    }
    return ResultFromJson(*text, result_path);
  }

  int Write(const ReportInput& input) {
    const absl::StatusOr<std::filesystem::path> path =
        WritePage(workspace_, arguments_.output, "report.html", RenderHtml(input));
    if (!path.ok()) return Fail(path.status());
    output_.out << "Report: " << path->string() << "\n";
    int code = kExitOk;
    for (int severe : kExitSeverity) {
      for (const Result& result : input.results) {
        if (code == kExitOk && result.ExitCode() == severe) code = severe;
      }
    }
    return code;
  }

  std::string workspace_;
  const ReportArguments& arguments_;
  Output output_;
  std::filesystem::path bin_;
};

}  // namespace

int ReportCommand(const ReportArguments& arguments, Output output) {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr || *workspace == '\0') {
    output.err << "pawl: a report measures a Bazel work space: run it as `bazel run //:report`\n";
    return kExitUsage;
  }
  return Reporter(workspace, arguments, output).Run();
}

}  // namespace pawl
