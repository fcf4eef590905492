#include "tools/cli/commit_trial.h"

#include <cctype>
#include <random>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/live_sides.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

// Beside a build, more pairs cost little; a commit that stays undecided costs the answer.
constexpr int kMostPairs = 400;

std::string RegexOf(const std::string& case_name) {
  std::string regex = "^";
  for (const char c : case_name) {
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) regex += '\\';
    regex += c;
  }
  return regex + "$";
}

absl::Status NotMeasured(const absl::Status& status) {
  if (absl::IsCancelled(status)) return status;
  return absl::FailedPreconditionError(std::string(status.message()));
}

}  // namespace

CommitTrial::CommitTrial(const BisectQuestion& question, RevisionTree& tree, ComparisonScreen& screen, fs::path scratch)
    : question_(question), tree_(tree), screen_(screen), scratch_(std::move(scratch)) {}

absl::Status CommitTrial::BuildGood(const Commit& good) {
  const absl::StatusOr<RevisionBuild> build = Built(good);
  if (absl::IsFailedPrecondition(build.status())) {
    return absl::FailedPreconditionError(
        fmt::format("GOOD, {}, {}: every commit is compared with it, so begin with another", good.description,
                    std::string(build.status().message())));
  }
  if (!build.ok()) return build.status();
  absl::StatusOr<RevisionBuild> kept = KeepBuild(*build, scratch_ / "good");
  if (!kept.ok()) return kept.status();
  good_ = *std::move(kept);
  return absl::OkStatus();
}

absl::StatusOr<DecidedCase> CommitTrial::Measure(const Commit& commit, const Limit& limit) {
  const absl::StatusOr<RevisionBuild> build = Built(commit);
  if (!build.ok()) return build.status();
  return Compare(*build, limit);
}

absl::StatusOr<RevisionBuild> CommitTrial::Built(const Commit& commit) {
  screen_.Progress("building " + commit.description);
  return BuildRevision(tree_, commit, question_.target);
}

absl::StatusOr<DecidedCase> CommitTrial::Compare(const RevisionBuild& build, const Limit& limit) {
  const auto lock =
      MeasuringLock::Acquire([this] { screen_.Say("waiting: another run is measuring on this machine"); });
  if (!lock.ok()) return lock.status();
  const std::string counter = build.plan.counter.empty() ? "" : (build.folder / build.plan.counter).string();
  const absl::StatusOr<LiveSides> sides =
      LiveSides::Create(good_.AsBuild(), build.AsBuild(), counter, scratch_ / fmt::format("{:04}", measured_++));
  if (!sides.ok()) return sides.status();
  Against against = sides->Sides();
  against.name = "GOOD's";
  against.identical &= SameData(good_, build);
  Plan plan;
  plan.target = question_.target;
  plan.compiler_flags = build.plan.compiler_flags;
  ComparisonOptions options;
  options.limit = limit;
  options.fine = question_.fine;
  options.scope = Scope::kSweep;
  options.filter = RegexOf(question_.case_name);
  options.seed = std::random_device()();
  options.max_pairs = kMostPairs;
  options.against = "GOOD";
  Comparison comparison(plan, against, std::move(options));
  if (absl::Status status = comparison.Open(); !status.ok()) return NotMeasured(status);
  while (comparison.Undecided() > 0) {
    screen_.Progress(fmt::format("{}: pair {}", question_.case_name, comparison.Pairs() + 1));
    const absl::StatusOr<std::vector<DecidedCase>> decided = comparison.Step();
    if (!decided.ok()) return NotMeasured(decided.status());
    if (!decided->empty()) return decided->front();
  }
  // It was counted, and that went wrong, or only one of the builds has it.
  return absl::FailedPreconditionError(comparison.Known("undecided").rows.front().reason);
}

}  // namespace pawl
