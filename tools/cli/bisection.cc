#include "tools/cli/bisection.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/cli/git.h"
#include "tools/cli/program.h"

namespace pawl {
namespace {

// Not git's "good" and "bad": what is searched for may be an improvement.
constexpr char kUnchanged[] = "unchanged";
constexpr char kChanged[] = "changed";

bool Contains(const std::vector<std::string>& commits, const std::string& commit) {
  return std::find(commits.begin(), commits.end(), commit) != commits.end();
}

}  // namespace

absl::Status CheckEnds(const std::string& folder, const std::string& good, const std::string& bad) {
  if (good == bad) return absl::InvalidArgumentError("GOOD and BAD are the same commit");
  const auto base = RunGit(folder, {"merge-base", good, bad});
  if (absl::IsUnavailable(base.status())) return base.status();
  const std::vector<std::string> bases = base.ok() ? Lines(*base) : std::vector<std::string>();
  if (bases == std::vector<std::string>{good}) return absl::OkStatus();
  if (bases == std::vector<std::string>{bad}) {
    return absl::InvalidArgumentError("GOOD contains BAD: exchange them, the older commit comes first");
  }
  const auto shallow = IsShallow(folder);
  return absl::InvalidArgumentError(
      fmt::format("GOOD is no ancestor of BAD: {}", shallow.ok() && *shallow
                                                        ? "this clone is shallow; run `git fetch --unshallow` first"
                                                    : bases.empty() ? "they have no commit in common"
                                                                    : "take their merge base, " + bases.front()));
}

absl::StatusOr<Bisection> Bisection::Start(const std::string& folder, const std::string& good, const std::string& bad) {
  if (absl::Status status = CheckEnds(folder, good, bad); !status.ok()) return status;
  const auto top = RunGit(folder, {"rev-parse", "--show-toplevel"});
  if (!top.ok()) return top.status();
  Bisection bisection(Lines(*top).front());
  const auto started =
      RunGit(bisection.top_, {"bisect", "start", "--no-checkout", fmt::format("--term-old={}", kUnchanged),
                              fmt::format("--term-new={}", kChanged), bad, good});
  if (!started.ok()) return started.status();
  return bisection;
}

absl::Status Bisection::Mark(const std::string& commit, BisectOutcome outcome) {
  const char* word = outcome == BisectOutcome::kUnchanged ? kUnchanged
                     : outcome == BisectOutcome::kChanged ? kChanged
                                                          : "skip";
  const auto marked = RunGit(top_, {"bisect", word, commit});
  if (marked.ok()) return absl::OkStatus();
  // git fails, too, when nothing is left to test.
  const auto next = Next();
  return next.ok() && !*next ? absl::OkStatus() : marked.status();
}

absl::StatusOr<std::vector<std::string>> Bisection::Marked(const std::string& kind) const {
  const auto refs = RunGit(top_, {"for-each-ref", "--format=%(objectname)", "refs/bisect/" + kind});
  if (!refs.ok()) return refs.status();
  return Lines(*refs);
}

absl::StatusOr<std::vector<std::string>> Bisection::Candidates() const {
  const auto unchanged = Marked(fmt::format("{}-*", kUnchanged));
  if (!unchanged.ok()) return unchanged.status();
  std::vector<std::string> words = {"rev-list", "--topo-order", "--reverse", fmt::format("refs/bisect/{}", kChanged),
                                    "--not"};
  words.insert(words.end(), unchanged->begin(), unchanged->end());
  const auto commits = RunGit(top_, words);
  if (!commits.ok()) return commits.status();
  return Lines(*commits);
}

absl::StatusOr<std::optional<std::string>> Bisection::Next() const {
  const auto candidates = Candidates();
  if (!candidates.ok()) return candidates.status();
  const auto skipped = Marked("skip-*");
  if (!skipped.ok()) return skipped.status();
  const auto changed = Marked(kChanged);
  if (!changed.ok()) return changed.status();
  const bool more = std::any_of(candidates->begin(), candidates->end(), [&](const std::string& commit) {
    return !Contains(*skipped, commit) && !Contains(*changed, commit);
  });
  if (!more) return std::nullopt;
  const auto next = RunGit(top_, {"rev-parse", "--verify", "BISECT_HEAD"});
  if (!next.ok()) return next.status();
  return Lines(*next).front();
}

}  // namespace pawl
