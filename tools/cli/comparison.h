#ifndef PAWL_TOOLS_CLI_COMPARISON_H_
#define PAWL_TOOLS_CLI_COMPARISON_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/live_run.h"
#include "tools/cli/plan.h"
#include "tools/cli/selection.h"
#include "tools/gate/live.h"
#include "tools/model/limit.h"
#include "tools/model/result.h"

namespace pawl {

// What a comparison of two builds is judged by: Pawl's own limit of `time`, or the finer one of `--fine`.
Limit ComparisonLimit(bool fine);

struct ComparisonOptions {
  Limit limit;        // of `time`: what the sequential test shows, and what counts as unchanged
  bool fine = false;  // every difference has to survive other layouts, not only one of the same work
  Scope scope = Scope::kGate;
  std::string filter;
  uint64_t seed = 0;
  std::optional<int> max_pairs;  // per case, before it is noise; nullopt: as PairTestOptions
  std::string against;           // as the user named it
  std::set<Verdict> strict;      // these block, too
  bool ratchet = false;          // an improvement blocks
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

// A case that needs no more pairs.
struct DecidedCase {
  Row row;
  int pairs = 0;  // of processes, that were timed for it
};

// Compares the cases of one benchmark in two builds, live in pairs of processes (tools/gate/live.h decides), and counts
// allocations on both sides, instructions of what differs. The caller gives it one group of processes after the other,
// so that several comparisons can take turns: the pairs of one case are then spread over the whole time, as the noise
// is. Not thread-safe.
class Comparison {
 public:
  // `plan` says which cases are the gate set, and names the target; of a bare binary it may be empty. Borrows the
  // factories. In `sides`, `accepted` is the build compared with.
  Comparison(const Plan& plan, const Against& sides, ComparisonOptions options);

  // Starts both builds, chooses what both have, and counts allocations. NotFound if they have no case in common,
  // InvalidArgument for a filter that selects nothing.
  absl::Status Open();

  // Cases that another group of processes would decide.
  size_t Undecided() const { return wanted_.size(); }
  size_t Cases() const { return cases_.size(); }
  int Pairs() const { return static_cast<int>(run_.Schedule().size()); }
  // Pairs until every undecided case is at its cap.
  int PairsAhead() const;

  // Times one group of processes and judges. Returns what is decided by it.
  absl::StatusOr<std::vector<DecidedCase>> Step();

  // Everything that is known now; what is undecided is `unstable`, since `why`.
  Result Known(const std::string& why) const;

 private:
  absl::Status CountSides();
  absl::Status Choose(const std::vector<std::string>& before, const std::vector<std::string>& now);
  void CompareAnswers(const std::map<std::string, std::string>& now, const std::map<std::string, std::string>& before);
  void ListOneSided(const std::string& case_name, bool in_contender);
  void Fail(const std::string& case_name, const std::string& why);
  LiveInput InputOf(const std::string& case_name, bool final) const;
  void CountWork(const std::string& case_name);
  void Explain(Row& row) const;

  const Plan& plan_;
  const Against sides_;
  const ComparisonOptions options_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  LiveRun run_;
  Result result_;
  std::vector<std::string> cases_;               // of both sides, in the contender's order
  std::map<std::string, int64_t> working_sets_;  // bytes
  std::map<std::string, CaseEvidence> before_;   // as counted on the side compared with
  std::map<std::string, CaseEvidence> now_;      // of the contender
  std::set<std::string> computes_other_;         // of which the two builds give different answers
  std::set<std::string> worked_;                 // whose instructions were counted, too
  std::map<std::string, std::set<int>> wanted_;  // undecided case -> the sides it needs
  std::map<std::string, Row> rows_;              // of `time`, by case
  std::vector<Row> set_aside_;                   // of cases that are not timed
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_COMPARISON_H_
