// `pawl bisect CASE GOOD BAD`: the commit that made a case slower, or faster.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cctype>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/bisect_record.h"
#include "tools/cli/bisection.h"
#include "tools/cli/command_support.h"
#include "tools/cli/commit_trial.h"
#include "tools/cli/comparison.h"
#include "tools/cli/comparison_screen.h"
#include "tools/cli/files.h"
#include "tools/cli/interruption.h"
#include "tools/cli/program.h"
#include "tools/cli/revision_tree.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// The perf_test whose stored baseline has the case.
absl::StatusOr<std::string> TargetOf(const std::string& case_name, const std::string& workspace) {
  const absl::StatusOr<std::vector<BaselineFile>> files = FindBaselines(workspace);
  if (!files.ok()) return files.status();
  std::set<std::string> targets;
  std::vector<std::string> names;
  for (const BaselineFile& file : *files) {
    for (const Record& record : file.baseline.records) {
      names.push_back(record.case_name);
      if (record.case_name == case_name) targets.insert(file.baseline.target);
    }
  }
  if (targets.size() == 1) return *targets.begin();
  if (targets.empty()) {
    const std::string nearest = Nearest(case_name, names);
    return absl::NotFoundError(
        fmt::format("no stored baseline has the case {}{} A case that is in none needs its "
                    "perf_test: --target=//benches:x_perf",
                    case_name, nearest.empty() ? "." : "; did you mean " + nearest + "?"));
  }
  return absl::InvalidArgumentError(
      fmt::format("{} perf_tests have the case {}: name one with --target, as in --target={}", targets.size(),
                  case_name, *targets.begin()));
}

std::string Line(const BisectStep& step) {
  const std::string why = step.outcome == BisectOutcome::kSkipped ? ": " + step.reason : "";
  return RenderPaired({step.ratio, step.low, step.high, Word(step.outcome), step.pairs, step.description + why});
}

class BisectRun {
 public:
  BisectRun(const BisectArguments& arguments, Output output)
      : arguments_(arguments), screen_(output), output_(output) {}

  int Run() {
    absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
    if (!scratch.ok()) return Fail(output_, scratch.status());
    scratch_ = scratch->path();
    const InterruptionGuard guard(scratch_, [this] { Interrupt(); });
    guard_ = &guard;
    const absl::StatusOr<int> code = Answer();
    // While an interruption still waits for it.
    if (tree_owner_) tree_owner_->Remove();
    return code.ok() ? *code : Fail(output_, code.status(), CodeOf(code.status()));
  }

 private:
  static int CodeOf(const absl::Status& status) {
    return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ? kExitUsage : kExitError;
  }

  absl::StatusOr<int> Answer() {
    const absl::StatusOr<Bazel> user =
        Bazel::OfUser("a bisection builds a Bazel work space: run it as `bazel run //tools/cli:pawl -- bisect ...`");
    if (!user.ok()) return user.status();
    if (absl::Status status = Ask(*user); !status.ok()) return status;
    absl::StatusOr<std::unique_ptr<RevisionTree>> tree = RevisionTree::Open(*user);
    if (!tree.ok()) return tree.status();
    tree_owner_ = *std::move(tree);
    tree_ = tree_owner_.get();
    trial_.emplace(record_.question, *tree_owner_, screen_, scratch_);
    absl::StatusOr<std::vector<std::string>> flags = trial_->BuildGood(good_);
    if (!flags.ok()) return flags.status();
    record_.question.compiler_flags = *std::move(flags);
    file_ = user->workspace() / ".cache/pawl" / BisectFileName(record_.question);
    GoOn();
    screen_.Say(PairedHeader("outcome", "commit"));
    for (const BisectStep& step : record_.steps) screen_.Say(Line(step));
    if (record_.steps.empty()) {
      const absl::StatusOr<int> hopeless = TryBad();
      if (!hopeless.ok() || *hopeless != kExitOk) return hopeless;
    }
    limit_ = HalfWay(*record_.steps.front().ratio);
    return Search();
  }

  // What is searched for.
  absl::Status Ask(const Bazel& user) {
    for (auto& [commit, word] : {std::pair(&good_, &arguments_.good), std::pair(&bad_, &arguments_.bad)}) {
      absl::StatusOr<Commit> resolved = ResolveRevision(user.workspace(), *word);
      if (!resolved.ok()) return resolved.status();
      *commit = *std::move(resolved);
    }
    if (absl::Status status = CheckEnds(user.workspace(), good_.hash, bad_.hash); !status.ok()) return status;
    screen_.Say(
        fmt::format("bisecting {}\n  from {}\n  to   {}", arguments_.case_name, good_.description, bad_.description));
    const absl::StatusOr<std::string> target = Target(user);
    if (!target.ok()) return target.status();
    record_.question = {*target, arguments_.case_name, good_.hash, bad_.hash, arguments_.fine, {}};
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Target(const Bazel& user) const {
    if (arguments_.target.empty()) return TargetOf(arguments_.case_name, user.workspace());
    const absl::StatusOr<std::vector<std::string>> labels = user.PerfTests({arguments_.target});
    if (!labels.ok()) return labels.status();
    if (labels->size() == 1) return labels->front();
    return absl::InvalidArgumentError(
        fmt::format("--target={} stands for {} perf_tests: name one, as in --target=//benches:x_perf",
                    arguments_.target, labels->size()));
  }

  // Where an earlier process ended, if its question was the same.
  void GoOn() {
    const absl::StatusOr<std::string> text = ReadFile(file_);
    if (!text.ok()) return;
    absl::StatusOr<BisectRecord> earlier = BisectRecordFromJson(*text, file_);
    if (!earlier.ok()) {
      screen_.Say(fmt::format("warning: {}: beginning again", std::string(earlier.status().message())));
    } else if (!(earlier->question == record_.question)) {
      screen_.Say(
          fmt::format("{} is of another bisection, or of other compiler flags: beginning again", file_.string()));
    } else {
      record_ = *std::move(earlier);
      screen_.Say(fmt::format("going on where an earlier run ended, after {} commits", record_.steps.size()));
    }
  }

  // kExitOk if there is something to search for; else says why not.
  absl::StatusOr<int> TryBad() {
    const Limit limit = ComparisonLimit(arguments_.fine);
    const absl::StatusOr<TriedCommit> trial = trial_->Measure(bad_, limit);
    if (guard_->Interrupted()) return absl::CancelledError("interrupted");
    if (absl::IsFailedPrecondition(trial.status())) {
      return absl::InvalidArgumentError(
          fmt::format("BAD, {}, {}", bad_.description, std::string(trial.status().message())));
    }
    if (!trial.ok()) return trial.status();
    Warn(*trial);
    const Row& row = trial->decided.row;
    const bool differs = row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved;
    BisectStep step = StepOf(bad_, trial->decided, differs ? BisectOutcome::kChanged : BisectOutcome::kSkipped);
    if (!differs) {
      if (row.verdict == Verdict::kOk) step.reason = fmt::format("unchanged within the limit, {}", limit.text);
      screen_.Say(Line(step));
    }
    if (row.verdict == Verdict::kOk) {
      screen_.Say(fmt::format("there is nothing to search for{}", arguments_.fine ? "" : ", unless --fine finds it"));
      return kExitUnmatched;  // as of a gate that compared nothing
    }
    if (row.verdict == Verdict::kUnstable) {
      screen_.Say("whether GOOD and BAD differ could not be told: try again when the machine is calmer");
      return kExitUnstable;
    }
    if (!differs) return kExitError;
    record_.steps.push_back(std::move(step));
    screen_.Say(Line(record_.steps.front()));
    if (absl::Status status = Save(); !status.ok()) return status;
    return kExitOk;
  }

  // Once in the same words, numbers aside: the machine's load is another one at every commit.
  void Warn(const TriedCommit& trial) {
    for (const std::string& warning : trial.warnings) {
      std::string words = warning;
      std::erase_if(words, [](unsigned char c) { return std::isdigit(c) != 0; });
      if (warned_.insert(words).second) screen_.Say("warning: " + warning);
    }
  }

  absl::StatusOr<int> Search() {
    absl::StatusOr<Bisection> bisection =
        Bisection::Start(tree_owner_->bazel().workspace(), record_.question.good, record_.question.bad);
    if (!bisection.ok()) return bisection.status();
    for (size_t i = 1; i < record_.steps.size(); ++i) {
      const BisectStep& step = record_.steps[i];
      if (absl::Status status = bisection->Mark(step.commit, step.outcome); !status.ok()) return status;
    }
    while (true) {
      const auto candidates = bisection->Candidates();
      if (!candidates.ok()) return candidates.status();
      const auto next = bisection->Next();
      if (!next.ok()) return next.status();
      if (!*next) return Report(*candidates);
      Know(candidates->size());
      const absl::StatusOr<BisectStep> step = Try(**next);
      if (!step.ok()) return step.status();
      record_.steps.push_back(*step);
      if (absl::Status status = Save(); !status.ok()) return status;
      screen_.Say(Line(*step));
      if (absl::Status status = bisection->Mark(step->commit, step->outcome); !status.ok()) return status;
    }
  }

  void Know(size_t candidates) {
    screen_.Know(
        fmt::format("interrupted: the first changed commit is one of {}, about {} steps are left; the same "
                    "command goes on from here\n",
                    candidates, std::bit_width(candidates - 1)));
  }

  absl::StatusOr<BisectStep> Try(const std::string& hash) {
    const absl::StatusOr<Commit> commit = ResolveRevision(tree_owner_->bazel().workspace(), hash);
    if (!commit.ok()) return commit.status();
    const absl::StatusOr<TriedCommit> trial = trial_->Measure(*commit, limit_);
    BisectStep step = {commit->hash, commit->description, BisectOutcome::kSkipped, {}, {}, {}, 0, {}};
    if (trial.ok()) {
      Warn(*trial);
      step = StepOf(*commit, trial->decided, OutcomeOf(trial->decided.row.verdict, record_.Slower()));
    } else if (absl::IsFailedPrecondition(trial.status())) {
      step.reason = std::string(trial.status().message());
    } else {
      return trial.status();
    }
    // What fails while this process ends says nothing about the commit.
    if (step.outcome == BisectOutcome::kSkipped && guard_->Interrupted()) return absl::CancelledError("interrupted");
    return step;
  }

  static BisectStep StepOf(const Commit& commit, const DecidedCase& decided, BisectOutcome outcome) {
    const Row& row = decided.row;
    return {commit.hash, commit.description, outcome, row.current, row.low, row.high, decided.pairs, row.reason};
  }

  absl::Status Save() const {
    std::error_code error;  // a folder that cannot be made is reported by who cannot write in it
    fs::create_directories(file_.parent_path(), error);
    if (absl::Status status = WriteFile(file_.parent_path() / ".gitignore", "*\n"); !status.ok()) return status;
    return WriteFile(file_, ToJson(record_));
  }

  absl::StatusOr<int> Report(const std::vector<std::string>& candidates) {
    std::error_code error;
    fs::remove(file_, error);
    if (candidates.size() == 1) {
      const auto first = std::find_if(record_.steps.begin(), record_.steps.end(),
                                      [&](const BisectStep& step) { return step.commit == candidates.front(); });
      screen_.Say(fmt::format("first changed commit: {}\n  ratio {:.3f} to GOOD{}\n  git show {}", first->description,
                              first->ratio.value_or(0), first->reason.empty() ? "" : "; " + first->reason,
                              first->commit));
      return kExitOk;
    }
    screen_.Say(fmt::format("the first changed commit is one of these {}; those between could not be told:",
                            candidates.size()));
    for (const std::string& hash : candidates) {
      const absl::StatusOr<Commit> commit = ResolveRevision(tree_owner_->bazel().workspace(), hash);
      screen_.Say("  " + (commit.ok() ? commit->description : hash));
    }
    return kExitUnstable;
  }

  void Interrupt() {
    InterruptPrograms();
    screen_.Interrupt();
    if (RevisionTree* tree = tree_) tree->Remove();
  }

  const BisectArguments& arguments_;
  ComparisonScreen screen_;
  Output output_;
  const InterruptionGuard* guard_ = nullptr;
  fs::path scratch_;
  fs::path file_;  // of the record
  Commit good_, bad_;
  BisectRecord record_;
  Limit limit_;  // of every step but the first
  std::unique_ptr<RevisionTree> tree_owner_;
  std::optional<CommitTrial> trial_;
  std::set<std::string> warned_;
  std::atomic<RevisionTree*> tree_ = nullptr;  // for the thread that an interruption wakes
};

}  // namespace

int BisectCommand(const BisectArguments& arguments, Output output) { return BisectRun(arguments, output).Run(); }

}  // namespace pawl
