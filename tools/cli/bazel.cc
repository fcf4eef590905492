#include "tools/cli/bazel.h"

#include <cstdlib>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/files.h"
#include "tools/cli/program.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// Exit codes of Bazel.
constexpr int kDoesNotBuild = 1;
constexpr int kNoWorkSpace = 2;     // of a query: or a wrong command line
constexpr int kPartialSuccess = 3;  // of `bazel query --keep_going`
constexpr int kNoAnswer = 7;        // of a query whose files do not load
constexpr int kInterrupted = 8;

absl::Status Unexpected(const std::string& command, int code) {
  if (code == kInterrupted) return absl::CancelledError(fmt::format("`bazel {}` was interrupted", command));
  return absl::InternalError(fmt::format("`bazel {}` ended with exit code {}; see above", command, code));
}

// "//benches:x_perf" -> "benches/x_perf".
std::string OutputPath(std::string label) {
  label.erase(0, label.find("//") + 2);
  const size_t colon = label.find(':');
  if (colon != std::string::npos) label[colon] = '/';
  return label[0] == '/' ? label.substr(1) : label;
}

// A launcher's runfiles hold one folder per repository: the main one's has the plan.
fs::path Runfiles(const fs::path& launcher, const std::string& plan) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(launcher.string() + ".runfiles", error)) {
    if (fs::exists(entry.path() / plan, error)) return entry.path();
  }
  return {};
}

std::string ValueOf(const std::string& text, const std::string& option) {
  const size_t at = text.rfind(option + "=");  // the last one holds
  if (at == std::string::npos) return "";
  const size_t begin = at + option.size() + 1;
  return text.substr(begin, text.find_first_of(" ,\n", begin) - begin);
}

}  // namespace

Bazel::Bazel(fs::path workspace, std::vector<std::string> startup, std::vector<std::string> build)
    : workspace_(std::move(workspace)), startup_(std::move(startup)), build_(std::move(build)) {}

absl::StatusOr<Bazel> Bazel::OfUser(const std::string& what) {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace != nullptr && *workspace != '\0') return Bazel(workspace);
  return absl::InvalidArgumentError(what);
}

std::vector<std::string> Bazel::Command(const std::string& command) const {
  std::vector<std::string> words = {"bazel"};
  words.insert(words.end(), startup_.begin(), startup_.end());
  words.insert(words.end(), {command, "--noshow_progress", "--ui_event_filters=-info"});
  return words;
}

absl::StatusOr<std::vector<std::string>> Bazel::PerfTests(const std::vector<std::string>& patterns,
                                                          bool lenient) const {
  const std::string all = patterns.empty() ? "//..." : fmt::format("{}", fmt::join(patterns, " + "));
  const std::string_view kept = patterns.empty() ? " except attr(tags, \"\\bmanual\\b\", //...)" : "";
  std::vector<std::string> words = Command("query");
  if (lenient) words.emplace_back("--keep_going");
  words.push_back(fmt::format("kind(\"^_perf_test rule$\", attr(tags, \"\\bperf\\b\", {})){}", all, kept));
  absl::StatusOr<ProgramExit> exit = RunProgram(words, {.folder = workspace_, .quiet = lenient});
  if (!exit.ok()) return exit.status();
  if (exit->code == 0 || (lenient && exit->code == kPartialSuccess)) return Lines(exit->out);
  // What was wrong, which only a lenient query that succeeds keeps to itself.
  if (lenient) exit = RunProgram(words, {.folder = workspace_});
  if (!exit.ok()) return exit.status();
  if (exit->code != kNoWorkSpace && exit->code != kPartialSuccess && exit->code != kNoAnswer) {
    return Unexpected("query", exit->code);
  }
  return absl::InvalidArgumentError(fmt::format("`bazel query` for the perf_tests in {} failed; see above", all));
}

absl::StatusOr<std::vector<BuiltPerfTest>> Bazel::Build(const std::vector<std::string>& perf_tests,
                                                        bool lenient) const {
  std::vector<std::string> words = Command("build");
  words.insert(words.end(), build_.begin(), build_.end());
  words.emplace_back("--show_result=0");
  if (lenient) words.emplace_back("--keep_going");
  words.insert(words.end(), perf_tests.begin(), perf_tests.end());
  const absl::StatusOr<ProgramExit> exit = RunProgram(words, {.folder = workspace_, .capture = false});
  if (!exit.ok()) return exit.status();
  if (exit->code != 0 && exit->code != kDoesNotBuild) return Unexpected("build", exit->code);
  const absl::Status failed = absl::FailedPreconditionError("a perf_test does not build; see above");
  if (exit->code != 0 && !lenient) return failed;
  const absl::StatusOr<std::string> bin = Info("bazel-bin");
  if (!bin.ok()) return bin.status();
  std::vector<BuiltPerfTest> built;
  for (const std::string& label : perf_tests) {
    const std::string output = OutputPath(label);
    BuiltPerfTest one{label, fs::path(*bin) / output, {}, fs::path(*bin) / (output + ".plan.json")};
    one.runfiles = Runfiles(one.launcher, output + ".plan.json");
    if (!one.runfiles.empty()) {
      built.push_back(std::move(one));
    } else if (!lenient) {
      return absl::NotFoundError(
          fmt::format("Bazel built {} and left no runfiles of it: does this work space set "
                      "--nobuild_runfile_links? Remove it for this command",
                      label));
    }
  }
  if (built.empty()) return failed;
  return built;
}

absl::StatusOr<std::string> Bazel::Info(const std::string& key) const {
  std::vector<std::string> words = Command("info");
  words.push_back(key);
  const absl::StatusOr<ProgramExit> exit = RunProgram(words, {.folder = workspace_});
  if (!exit.ok()) return exit.status();
  const std::vector<std::string> lines = Lines(exit->out);
  if (exit->code != 0 || lines.empty()) return absl::InternalError(fmt::format("`bazel info {}` failed", key));
  return lines.front();
}

absl::StatusOr<Bazel::Options> Bazel::ReadOptions(const fs::path& scratch) const {
  std::vector<std::string> words = {"bazel"};
  words.insert(words.end(), startup_.begin(), startup_.end());
  words.insert(words.end(), {"info", "--announce_rc", "--noshow_progress", "release"});
  const fs::path announced = scratch / "announced";
  const absl::StatusOr<ProgramExit> exit = RunProgram(words, {.folder = workspace_, .stderr_file = announced});
  if (!exit.ok()) return exit.status();
  const absl::StatusOr<std::string> text = ReadFile(announced);
  if (!text.ok()) return text.status();
  Options options;
  options.disk_cache = ValueOf(*text, "--disk_cache");
  constexpr std::string_view kReading = "INFO: Reading rc options for 'info' from ";
  for (const std::string& line : Lines(*text)) {
    if (line.starts_with(kReading)) {
      options.files.emplace_back(line.substr(kReading.size(), line.size() - kReading.size() - 1));  // without the colon
    }
  }
  return options;
}

void Bazel::Shutdown() const {
  std::vector<std::string> words = {"bazel"};
  words.insert(words.end(), startup_.begin(), startup_.end());
  words.emplace_back("shutdown");
  (void)RunProgram(words, {.folder = workspace_, .quiet = true});  // a server that is left ends itself when idle
}

}  // namespace pawl
