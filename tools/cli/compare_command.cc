// `pawl compare --against=...`: two builds of the same benchmarks, live in pairs of processes.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <random>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/compare_files_command.h"
#include "tools/cli/compared_builds.h"
#include "tools/cli/comparison.h"
#include "tools/cli/comparison_screen.h"
#include "tools/cli/files.h"
#include "tools/cli/interruption.h"
#include "tools/cli/live_sides.h"
#include "tools/cli/program.h"
#include "tools/cli/terminal.h"
#include "tools/gate/policy.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kEndless = 1'000'000;  // pairs: a budget ends it earlier
constexpr char kNoWorkSpace[] =
    "comparing with a revision builds a Bazel work space: run it as `bazel run //:compare -- --against=...`, or name "
    "two benchmark binaries";

bool IsFile(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool IsLabel(const std::string& subject) { return subject.starts_with("//") || subject.starts_with("@"); }

// No target pattern begins like this.
bool IsPath(const std::string& subject) { return subject.starts_with("/") || subject.starts_with("."); }

// "//benches:x_perf" -> "benches_x_perf.json".
std::string FileNameOf(const std::string& target) {
  std::string name;
  for (const char c : target) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  name.erase(0, std::min(name.find_first_not_of('_'), name.size()));
  return name + ".json";
}

// One perf_test, or binary, as it is compared.
struct Compared {
  std::unique_ptr<ComparedBuild> build;  // whose plan the comparison borrows
  std::unique_ptr<LiveSides> sides;
  std::unique_ptr<Comparison> comparison;
  std::optional<absl::Status> failure;  // why there is nothing to compare
};

class CompareRun {
 public:
  CompareRun(const CompareArguments& arguments, Output output)
      : arguments_(arguments), output_(output), screen_(output) {}

  int Run() {
    absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
    if (!scratch.ok()) return Fail(output_, scratch.status());
    const InterruptionGuard guard(scratch->path(), [this] { Interrupt(); });
    const int code = Guarded(scratch->path(), guard);
    // While an interruption still waits for it.
    if (tree_owner_) tree_owner_->Remove();
    return code;
  }

 private:
  int Guarded(const fs::path& scratch, const InterruptionGuard& guard) {
    if (absl::Status status = ReadOptions(); !status.ok()) return Fail(output_, status, kExitUsage);
    if (absl::Status status = Prepare(); !status.ok()) return Fail(output_, status, CodeOf(status));
    for (size_t i = 0; i < builds_.size(); ++i) AddComparison(builds_[i], scratch / fmt::format("{:04}", i));
    const absl::Status measured = Measure();
    // What was cut off is no result: it is printed as what is known so far.
    if (guard.Interrupted()) return kExitError;
    const int code = Report();
    return measured.ok() ? code : Fail(output_, measured);
  }

  static int CodeOf(const absl::Status& status) {
    return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ? kExitUsage : kExitError;
  }

  absl::Status ReadOptions() {
    for (const std::string& word : arguments_.strict) {
      const absl::StatusOr<Verdict> verdict = ParseStrict(word);
      if (!verdict.ok()) return verdict.status();
      options_.strict.insert(*verdict);
    }
    if (!arguments_.results.empty()) {
      const fs::path folder = FromWorkingDirectory(arguments_.results);
      std::error_code error;
      fs::create_directories(folder, error);
      if (error) return absl::ErrnoToStatus(error.value(), "--results: cannot create " + folder.string());
    }
    options_.ratchet = arguments_.ratchet;
    options_.fine = arguments_.fine;
    options_.filter = arguments_.filter;
    options_.scope = arguments_.sweep ? Scope::kSweep : Scope::kGate;
    options_.seed = arguments_.seed ? *arguments_.seed : std::random_device()();
    options_.limit = ComparisonLimit(arguments_.fine);
    options_.against = arguments_.against;
    options_.progress = [this](const std::string& line) { screen_.Progress(line); };
    if (arguments_.budget_s) options_.max_pairs = kEndless;
    return absl::OkStatus();
  }

  absl::Status Prepare() {
    const std::string path = FromWorkingDirectory(arguments_.against);
    const bool bare = arguments_.subjects.size() == 1 && !IsLabel(arguments_.subjects.front());
    if (bare) {
      const std::string contender = FromWorkingDirectory(arguments_.subjects.front());
      if (IsFile(contender)) return PrepareBinaries(path, contender);
      if (IsPath(arguments_.subjects.front())) return absl::NotFoundError(contender + ": there is no such file");
    }
    absl::StatusOr<Bazel> user = Bazel::OfUser(kNoWorkSpace);
    if (!user.ok()) return user.status();
    return IsFile(path) ? PreparePath(*user, path) : PrepareRevision(*user);
  }

  // Two bare binaries: nothing is built.
  absl::Status PrepareBinaries(const std::string& before, const std::string& contender) {
    if (!IsFile(before)) return absl::NotFoundError(fmt::format("--against={}: there is no such file", before));
    screen_.Say(fmt::format("comparing {} with {}", contender, before));
    ComparedBuild& build = builds_.emplace_back();
    build.plan.target = contender;
    build.plan.binary = contender;
    build.plan.pawl = "//tools/cli:pawl";
    if (IsFile(arguments_.counter)) build.plan.counter = fs::absolute(arguments_.counter);
    const std::string folder = FromWorkingDirectory(".");
    build.contender = {contender, folder};
    build.before = {before, folder};
    return absl::OkStatus();
  }

  absl::Status PreparePath(const Bazel& user, const std::string& path) {
    screen_.Say(fmt::format("comparing this tree with {}: building", path));
    absl::StatusOr<std::vector<ComparedBuild>> contenders = BuildContenders(user, arguments_.subjects);
    if (!contenders.ok()) return contenders.status();
    if (contenders->size() != 1) {
      return absl::InvalidArgumentError(fmt::format(
          "{} is a build of one benchmark, and there are {} perf_tests: name the one, as in `--against={} {}`",
          arguments_.against, contenders->size(), arguments_.against, contenders->front().plan.target));
    }
    ComparedBuild& build = contenders->front();
    build.before = {path, build.contender.folder};
    builds_ = *std::move(contenders);
    return absl::OkStatus();
  }

  absl::Status PrepareRevision(const Bazel& user) {
    const absl::StatusOr<Commit> commit = ResolveRevision(user.workspace(), arguments_.against);
    if (absl::IsInvalidArgument(commit.status())) {
      return absl::InvalidArgumentError(fmt::format("{}; or the path of a benchmark binary, which this is not either",
                                                    std::string(commit.status().message())));
    }
    if (!commit.ok()) return commit.status();
    screen_.Say(fmt::format("comparing this tree with {}: building both", commit->description));
    const absl::StatusOr<std::vector<ComparedBuild>> contenders = BuildContenders(user, arguments_.subjects);
    if (!contenders.ok()) return contenders.status();
    absl::StatusOr<std::unique_ptr<RevisionTree>> tree = RevisionTree::Open(user);
    if (!tree.ok()) return tree.status();
    tree_owner_ = *std::move(tree);
    tree_ = tree_owner_.get();
    absl::StatusOr<ComparedBuilds> compared = BuildBefore(*contenders, *commit, *tree_owner_);
    if (!compared.ok()) return compared.status();
    // An idle server's collections of garbage would be measured, too.
    tree_owner_->bazel().Shutdown();
    for (const std::string& sentence : compared->absent) screen_.Say("warning: " + sentence);
    for (const std::string& sentence : compared->broken) screen_.Say("error: " + sentence);
    broken_ = !compared->broken.empty();
    builds_ = std::move(compared->builds);
    return absl::OkStatus();
  }

  void AddComparison(ComparedBuild& build, const fs::path& scratch) {
    Compared& compared = compared_.emplace_back();
    compared.build = std::make_unique<ComparedBuild>(build);
    absl::StatusOr<LiveSides> sides = LiveSides::Create(build.before, build.contender, build.plan.counter, scratch);
    if (!sides.ok()) {
      compared.failure = sides.status();
      return;
    }
    compared.sides = std::make_unique<LiveSides>(*std::move(sides));
    Against against = compared.sides->Sides();
    against.name = "baseline";
    against.identical &= build.same_data;
    compared.comparison = std::make_unique<Comparison>(compared.build->plan, against, options_);
  }

  // A filter need not match cases of every perf_test, but of one.
  void ForgetUnselected() {
    if (arguments_.filter.empty()) return;
    const auto opened = [](const Compared& one) { return !one.failure; };
    if (std::none_of(compared_.begin(), compared_.end(), opened)) return;
    std::erase_if(compared_, [](const Compared& one) { return one.failure && absl::IsInvalidArgument(*one.failure); });
  }

  // Every comparison gets one group of processes in turn, until all are decided or the budget is used up.
  absl::Status Measure() {
    const auto lock =
        MeasuringLock::Acquire([this] { screen_.Say("waiting: another run is measuring on this machine"); });
    if (!lock.ok()) return lock.status();
    for (Compared& one : compared_) {
      if (one.failure) continue;
      if (absl::Status status = one.comparison->Open(); !status.ok()) one.failure = status;
    }
    ForgetUnselected();
    const auto start = Clock::now();
    const auto deadline =
        arguments_.budget_s
            ? start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(*arguments_.budget_s))
            : Clock::time_point::max();
    int groups = 0;
    for (bool more = true; more;) {
      more = false;
      for (Compared& one : compared_) {
        if (one.failure || one.comparison->Undecided() == 0) continue;
        if (Clock::now() >= deadline) {
          why_ = fmt::format("budget: --budget of {:.0f} s is used up", *arguments_.budget_s);
          return absl::OkStatus();
        }
        const std::chrono::duration<double> spent = Clock::now() - start;
        screen_.Progress(ProgressLine(groups == 0 ? 0 : spent.count() / groups, deadline));
        const absl::StatusOr<std::vector<DecidedCase>> decided = one.comparison->Step();
        if (!decided.ok()) {
          one.failure = decided.status();
          continue;
        }
        ++groups;
        for (const DecidedCase& row : *decided) screen_.Decided(row);
        screen_.Know(Summary("interrupted"));
        more |= one.comparison->Undecided() > 0;
      }
    }
    return absl::OkStatus();
  }

  std::string ProgressLine(double group_s, Clock::time_point deadline) const {
    size_t undecided = 0;
    size_t cases = 0;
    int pairs = 0;
    int ahead = 0;
    for (const Compared& one : compared_) {
      if (one.failure) continue;
      undecided += one.comparison->Undecided();
      cases += one.comparison->Cases();
      pairs = std::max(pairs, one.comparison->Pairs());
      ahead += one.comparison->PairsAhead();
    }
    std::string line = fmt::format("pair {}: {} of {} cases undecided", pairs + 1, undecided, cases);
    if (arguments_.budget_s) {
      const std::chrono::duration<double> left = deadline - Clock::now();
      line += fmt::format(", at most {:.0f} s left", std::max(0.0, left.count()));
    } else if (group_s > 0) {
      line += fmt::format(", at most {:.0f} s left", group_s * ahead);
    }
    return line;
  }

  std::vector<Result> Results(const std::string& why) const {
    std::vector<Result> results;
    for (const Compared& one : compared_) {
      Result result;
      if (one.comparison) {
        result = one.comparison->Known(why);
      } else {
        result.target = one.build->plan.target;
      }
      if (one.failure) {
        result.errors.emplace_back(one.failure->message());
        result.errors_are_usage = CodeOf(*one.failure) == kExitUsage;
      }
      result.warnings.insert(result.warnings.begin(), one.build->warnings.begin(), one.build->warnings.end());
      results.push_back(std::move(result));
    }
    return results;
  }

  std::string Summary(const std::string& why) const {
    std::string text;
    for (const Result& result : Results(why)) text += RenderTerminal(result);
    return text;
  }

  int Report() {
    int code = broken_ ? kExitError : kExitOk;
    const std::vector<Result> results = Results(why_.empty() ? "undecided" : why_);
    std::string text;
    for (const Result& result : results) {
      text += RenderTerminal(result);
      code = MostSevere(std::array{code, result.ExitCode()});
    }
    text.pop_back();
    screen_.Say(text);
    const absl::Status written = arguments_.results.empty() ? absl::OkStatus() : Write(results);
    return written.ok() ? code : Fail(output_, written);
  }

  absl::Status Write(const std::vector<Result>& results) const {
    for (const Result& result : results) {
      const fs::path path = fs::path(FromWorkingDirectory(arguments_.results)) / FileNameOf(result.target);
      if (absl::Status status = WriteFile(path, ToJson(result)); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  void Interrupt() {
    InterruptPrograms();
    screen_.Interrupt();
    if (RevisionTree* tree = tree_) tree->Remove();
  }

  const CompareArguments& arguments_;
  Output output_;
  ComparisonScreen screen_;
  ComparisonOptions options_;
  std::unique_ptr<RevisionTree> tree_owner_;
  std::atomic<RevisionTree*> tree_ = nullptr;  // for the thread that an interruption wakes
  std::vector<ComparedBuild> builds_;
  std::vector<Compared> compared_;
  bool broken_ = false;  // a perf_test of the revision did not build
  std::string why_;      // what is undecided is so
};

}  // namespace

int CompareCommand(const CompareArguments& arguments, Output output) {
  if (absl::Status status = CheckCompareArguments(arguments); !status.ok()) return Fail(output, status, kExitUsage);
  return AsksForFiles(arguments) ? CompareFilesCommand(arguments, output) : CompareRun(arguments, output).Run();
}

}  // namespace pawl
