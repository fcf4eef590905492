#include "tools/cli/commit_trial.h"

#include <algorithm>
#include <random>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/plan_input.h"
#include "tools/model/case_name.h"
#include "tools/model/commands.h"
#include "tools/runner/machine.h"
#include "tools/runner/measurement.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// Beside a build, more pairs cost little; a commit that stays undecided costs the answer.
constexpr int kMostPairs = 400;

absl::Status NotMeasured(const absl::Status& status) {
  if (absl::IsCancelled(status)) return status;
  return absl::FailedPreconditionError(std::string(status.message()));
}

}  // namespace

CommitTrial::CommitTrial(const BisectQuestion& question, RevisionTree& tree, ComparisonScreen& screen, fs::path scratch)
    : question_(question), tree_(tree), screen_(screen), scratch_(std::move(scratch)) {}

absl::StatusOr<std::vector<std::string>> CommitTrial::BuildGood(const Commit& good) {
  const absl::StatusOr<RevisionBuild> build = Built(good);
  const absl::StatusOr<LiveSides> sides =
      build.ok() ? Sides(*build, *build) : absl::StatusOr<LiveSides>(build.status());
  const absl::Status status = sides.ok() ? HasCase(*sides->Sides().contender) : sides.status();
  if (absl::IsFailedPrecondition(status)) {
    return absl::InvalidArgumentError(
        fmt::format("GOOD, {}, {}: every commit is compared with it, so begin with another one", good.description,
                    std::string(status.message())));
  }
  if (!status.ok()) return status;
  absl::StatusOr<RevisionBuild> kept = KeepBuild(*build, scratch_ / "good");
  if (!kept.ok()) return kept.status();
  good_ = *std::move(kept);
  return good_.plan.compiler_flags;
}

absl::Status CommitTrial::HasCase(WorkerFactory& factory) const {
  Measurement measurement(factory, /*seed=*/0);
  if (absl::Status status = measurement.Open(/*require_optimized=*/true); !status.ok()) return NotMeasured(status);
  const std::vector<std::string> names = NamesOf(measurement.Cases());
  if (std::find(names.begin(), names.end(), question_.case_name) != names.end()) return absl::OkStatus();
  const std::string nearest = Nearest(question_.case_name, names);
  return absl::FailedPreconditionError(
      fmt::format("has no case {}{}", question_.case_name, nearest.empty() ? "" : " (did you mean " + nearest + "?)"));
}

absl::StatusOr<LiveSides> CommitTrial::Sides(const RevisionBuild& before, const RevisionBuild& now) {
  const std::string counter = now.plan.counter.empty() ? "" : (now.folder / now.plan.counter).string();
  return LiveSides::Create(before.AsBuild(), now.AsBuild(), counter, scratch_ / fmt::format("{:04}", measured_++));
}

absl::StatusOr<TriedCommit> CommitTrial::Measure(const Commit& commit, const Limit& limit) {
  const absl::StatusOr<RevisionBuild> build = Built(commit);
  if (!build.ok()) return build.status();
  return Compare(*build, limit);
}

absl::StatusOr<RevisionBuild> CommitTrial::Built(const Commit& commit) {
  screen_.Progress("building " + commit.description);
  return BuildRevision(tree_, commit, question_.target);
}

// The Bazel server that has built it idles on: the two sides of a pair share its noise, and ending it would cost every
// commit a new one.
absl::StatusOr<TriedCommit> CommitTrial::Compare(const RevisionBuild& build, const Limit& limit) {
  const auto lock =
      MeasuringLock::Acquire([this] { screen_.Say("waiting: another run is measuring on this machine"); });
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<LiveSides> sides = Sides(good_, build);
  if (!sides.ok()) return sides.status();
  Against against = sides->Sides();
  if (absl::Status status = HasCase(*against.contender); !status.ok()) return status;
  against.name = "GOOD's";
  against.identical = against.identical && SameData(good_, build);
  Plan plan;
  plan.target = question_.target;
  plan.compiler_flags = build.plan.compiler_flags;
  ComparisonOptions options;
  options.limit = limit;
  options.fine = question_.fine;
  options.scope = Scope::kSweep;
  options.filter = CasePattern(question_.case_name);
  options.seed = std::random_device()();
  options.max_pairs = kMostPairs;
  options.against = "GOOD";
  Comparison comparison(plan, against, std::move(options));
  if (absl::Status status = comparison.Open(); !status.ok()) return NotMeasured(status);
  while (comparison.Undecided() > 0) {
    screen_.Progress(fmt::format("{}: pair {}", question_.case_name, comparison.Pairs() + 1));
    const absl::StatusOr<std::vector<DecidedCase>> decided = comparison.Step();
    if (!decided.ok()) return NotMeasured(decided.status());
    if (!decided->empty()) return TriedCommit{decided->front(), comparison.Known("decided").warnings};
  }
  // What went wrong before it was timed is the only row.
  return absl::FailedPreconditionError(comparison.Known("undecided").rows.front().reason);
}

}  // namespace pawl
