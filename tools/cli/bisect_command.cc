// `pawl bisect CASE GOOD BAD`: the commit that made a case slower, or faster.
#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
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

// A step is changed if it is shown to be beyond the first share of the way from GOOD to BAD, unchanged if it is shown
// to be before the second; between them it may be called either way.
constexpr double kChangedShare = 0.4;
constexpr double kUnchangedShare = 0.6;

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

Limit HalfWay(double ratio) {
  const double change = std::abs(std::log(ratio));
  Limit limit;
  limit.metric = std::string(kTime);
  limit.relative = std::expm1(change * kChangedShare);
  limit.margin = std::expm1(change * kUnchangedShare);
  limit.text = fmt::format("time theta {:.3g}% margin {:.3g}%", limit.relative * 100, limit.margin * 100);
  return limit;
}

std::string Line(const BisectStep& step) {
  const std::string ratio = step.ratio ? fmt::format("{:.3f}", *step.ratio) : "";
  const std::string interval = step.low && step.high ? fmt::format("{:.3f} to {:.3f}", *step.low, *step.high) : "";
  const std::string why = step.outcome == BisectOutcome::kSkipped ? ": " + step.reason : "";
  return fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}{}", ratio, interval, Word(step.outcome), step.pairs,
                     step.description, why);
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
    absl::StatusOr<Bazel> user =
        Bazel::OfUser("a bisection builds a Bazel work space: run it as `bazel run //tools/cli:pawl -- bisect ...`");
    if (!user.ok()) return Fail(output_, user.status(), kExitUsage);
    if (absl::Status status = Ask(*user); !status.ok()) return Fail(output_, status, kExitUsage);
    const absl::StatusOr<int> code = Answer(*user);
    return code.ok() ? *code : Fail(output_, code.status(), kExitError);
  }

 private:
  // What is searched for, and how far an earlier process came.
  absl::Status Ask(const Bazel& user) {
    for (auto& [commit, word] : {std::pair(&good_, &arguments_.good), std::pair(&bad_, &arguments_.bad)}) {
      absl::StatusOr<Commit> resolved = ResolveRevision(user.workspace(), *word);
      if (!resolved.ok()) return resolved.status();
      *commit = *std::move(resolved);
    }
    if (absl::Status status = CheckEnds(user.workspace(), good_.hash, bad_.hash); !status.ok()) return status;
    absl::StatusOr<std::string> target = arguments_.target;
    if (target->empty()) target = TargetOf(arguments_.case_name, user.workspace());
    if (!target.ok()) return target.status();
    record_.question = {*target, arguments_.case_name, good_.hash, bad_.hash, arguments_.fine};
    file_ = user.workspace() / ".cache/pawl" / BisectFileName(record_.question);
    screen_.Say(fmt::format("bisecting {} of {}\n  from {}\n  to   {}", arguments_.case_name, *target,
                            good_.description, bad_.description));
    const absl::StatusOr<std::string> text = ReadFile(file_);
    if (!text.ok()) return absl::OkStatus();
    absl::StatusOr<BisectRecord> earlier = BisectRecordFromJson(*text, file_);
    if (!earlier.ok()) {
      screen_.Say(fmt::format("warning: {}: beginning again", std::string(earlier.status().message())));
    } else if (earlier->question == record_.question) {
      record_ = *std::move(earlier);
      screen_.Say(fmt::format("going on where an earlier run ended, after {} commits", record_.steps.size()));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int> Answer(const Bazel& user) {
    absl::StatusOr<std::unique_ptr<RevisionTree>> tree = RevisionTree::Open(user);
    if (!tree.ok()) return tree.status();
    tree_owner_ = *std::move(tree);
    tree_ = tree_owner_.get();
    trial_.emplace(record_.question, *tree_owner_, screen_, scratch_);
    if (absl::Status status = trial_->BuildGood(good_); !status.ok()) return status;
    screen_.Say(fmt::format("{:>7}  {:<16}  {:<10} {:>5}  {}", "ratio", "95 % interval", "outcome", "pairs", "commit"));
    for (const BisectStep& step : record_.steps) screen_.Say(Line(step));
    if (record_.steps.empty()) {
      const absl::StatusOr<int> hopeless = TryBad();
      if (!hopeless.ok() || *hopeless != kExitOk) return hopeless;
    }
    limit_ = HalfWay(*record_.steps.front().ratio);
    return Search();
  }

  // kExitOk if there is something to search for; else says why not.
  absl::StatusOr<int> TryBad() {
    const Limit limit = ComparisonLimit(arguments_.fine);
    const absl::StatusOr<DecidedCase> decided = trial_->Measure(bad_, limit);
    if (!decided.ok()) {
      return absl::Status(decided.status().code(),
                          fmt::format("BAD, {}: {}", bad_.description, std::string(decided.status().message())));
    }
    const Row& row = decided->row;
    const bool differs = row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved;
    if (differs) {
      record_.steps.push_back(StepOf(bad_, *decided, BisectOutcome::kChanged));
      screen_.Say(Line(record_.steps.front()));
      if (absl::Status status = Save(); !status.ok()) return status;
      return kExitOk;
    }
    screen_.Say(Line(StepOf(bad_, *decided, BisectOutcome::kSkipped)));
    return Fail(output_,
                absl::NotFoundError(fmt::format(
                    "there is nothing to search for: the time of {} is {} between GOOD and BAD ({}){}",
                    record_.question.case_name, row.verdict == Verdict::kOk ? "unchanged" : "not shown to differ",
                    limit.text, arguments_.fine ? "" : ". --fine tells 0.5 % from 2 %")),
                row.verdict == Verdict::kOk ? kExitUsage : CodeOf(row.verdict));
  }

  static int CodeOf(Verdict verdict) { return verdict == Verdict::kUnstable ? kExitUnstable : kExitError; }

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
    const absl::StatusOr<DecidedCase> decided = trial_->Measure(*commit, limit_);
    BisectStep step = {commit->hash, commit->description, BisectOutcome::kSkipped, {}, {}, {}, 0, {}};
    if (decided.ok()) {
      step = StepOf(*commit, *decided, OutcomeOf(decided->row.verdict));
    } else if (absl::IsFailedPrecondition(decided.status())) {
      step.reason = std::string(decided.status().message());
    } else {
      return decided.status();
    }
    // What fails while this process ends says nothing about the commit.
    if (step.outcome == BisectOutcome::kSkipped && guard_->Interrupted()) return absl::CancelledError("interrupted");
    return step;
  }

  BisectOutcome OutcomeOf(Verdict verdict) const {
    if (verdict == Verdict::kOk) return BisectOutcome::kUnchanged;
    if (verdict != Verdict::kRegressed && verdict != Verdict::kImproved) return BisectOutcome::kSkipped;
    const bool slower = verdict == Verdict::kRegressed;
    return slower == record_.Slower() ? BisectOutcome::kChanged : BisectOutcome::kUnchanged;
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
  std::atomic<RevisionTree*> tree_ = nullptr;  // for the thread that an interruption wakes
};

}  // namespace

int BisectCommand(const BisectArguments& arguments, Output output) { return BisectRun(arguments, output).Run(); }

}  // namespace pawl
