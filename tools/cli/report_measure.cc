// `pawl report`: every perf_test of a work space, measured one after the other.
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/bazel.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/program.h"
#include "tools/cli/report_command.h"
#include "tools/model/result.h"

namespace pawl {
namespace {

// The time left is known once one is measured: as long again for each of the others.
std::string MeasuringLine(size_t i, const std::vector<BuiltPerfTest>& tests, double spent_s) {
  const std::string line = fmt::format("[{}/{}] measuring {}", i + 1, tests.size(), tests[i].label);
  if (i == 0) return line + "\n";
  return fmt::format("{}, about {:.0f} s left\n", line,
                     spent_s / static_cast<double>(i) * static_cast<double>(tests.size() - i));
}

// What stands in the report for a target of which there is nothing: it fails the report, and takes nothing from the
// rest.
Result NoResult(const std::string& target, const absl::Status& status) {
  Result result;
  result.target = target;
  result.errors = {std::string(status.message())};
  return result;
}

class Reporter {
 public:
  Reporter(Bazel bazel, const ReportArguments& arguments, Output output)
      : bazel_(std::move(bazel)), arguments_(arguments), output_(output) {}

  int Run() {
    const absl::StatusOr<std::vector<BuiltPerfTest>> tests = FindAndBuild();
    if (!tests.ok()) return Fail(output_, tests.status());
    absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
    if (!scratch.ok()) return Fail(output_, scratch.status());
    ReportInput input;
    input.title = "Pawl report";
    input.script = arguments_.page;
    std::vector<FoundResult> found;
    const auto start = std::chrono::steady_clock::now();
    for (size_t i = 0; i < tests->size(); ++i) {
      const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
      output_.err << MeasuringLine(i, *tests, spent.count()) << std::flush;
      const std::filesystem::path folder = scratch->path() / fmt::format("{}", i);
      absl::StatusOr<Result> measured = Measure((*tests)[i], folder);
      Result result = measured.ok() ? *std::move(measured) : NoResult((*tests)[i].label, measured.status());
      PrintResult(result, arguments_, output_);
      found.push_back({folder, result});
      input.results.push_back(std::move(result));
    }
    AddExplanations(found, input, output_);
    AddHistories(bazel_.workspace(), input, output_);
    input.command = Command();
    return WriteReport(input, arguments_, bazel_.workspace(), output_);
  }

 private:
  // As the user would type it again.
  std::string Command() const {
    std::vector<std::string> words = arguments_.targets;
    if (arguments_.sweep) words.insert(words.begin(), "--sweep");
    return words.empty() ? "bazel run //:report" : fmt::format("bazel run //:report -- {}", fmt::join(words, " "));
  }

  absl::StatusOr<std::vector<BuiltPerfTest>> FindAndBuild() {
    const absl::StatusOr<std::vector<std::string>> labels = bazel_.PerfTests(arguments_.targets);
    if (!labels.ok()) return labels.status();
    if (!labels->empty()) return bazel_.Build(*labels);
    return absl::NotFoundError(
        fmt::format("there is no perf_test in {}",
                    arguments_.targets.empty() ? "//..." : fmt::format("{}", fmt::join(arguments_.targets, " + "))));
  }

  // A target that fails its gate is a result like any other; one that leaves no result is an error.
  absl::StatusOr<Result> Measure(const BuiltPerfTest& test, const std::filesystem::path& folder) {
    std::error_code error;  // who writes into it says that it is not there
    std::filesystem::create_directory(folder, error);
    const std::string result_path = folder / "result.json";
    // Its own runfiles are not those of this program.
    const absl::StatusOr<ProgramExit> exit =
        RunProgram({test.launcher, arguments_.sweep ? "--sweep" : "--report_only", "--result=" + result_path},
                   {.without = {"RUNFILES_DIR", "TEST_SRCDIR"}});
    if (!exit.ok()) return exit.status();
    const absl::StatusOr<std::string> text = ReadFile(result_path);
    if (!text.ok()) {
      return absl::InternalError(fmt::format("measuring {} left no result: {}; its message is above", test.label,
                                             std::string(text.status().message())));
    }
    return ResultFromJson(*text, result_path);
  }

  Bazel bazel_;
  const ReportArguments& arguments_;
  Output output_;
};

}  // namespace

int ReportMeasured(const ReportArguments& arguments, Output output) {
  absl::StatusOr<Bazel> bazel = Bazel::OfUser("a report measures a Bazel work space: run it as `bazel run //:report`");
  if (!bazel.ok()) return Fail(output, bazel.status(), kExitUsage);
  return Reporter(*std::move(bazel), arguments, output).Run();
}

}  // namespace pawl
