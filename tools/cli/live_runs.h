#ifndef PAWL_TOOLS_CLI_LIVE_RUNS_H_
#define PAWL_TOOLS_CLI_LIVE_RUNS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/live_run.h"
#include "tools/gate/accepted.h"
#include "tools/model/evidence.h"

namespace pawl {

// The sides of a comparison with the accepted binary of a content hash, which the opener owns. Of the contender's own
// bytes it says `identical` and nothing else. An error is a clause that says why it can't be compared with here.
using AcceptedOpener = std::function<absl::StatusOr<Against>(const std::string& hash)>;

// The live half of a gate: pairs with the one build that somebody named, or with the accepted binaries, of which a
// baseline names as many as its cases were accepted at different times.
//
// What goes wrong with a named build is an error, since somebody asked for the comparison. What goes wrong with an
// accepted binary never is: it becomes `absent` of its cases, whose stored numbers then serve. Not thread-safe.
class LiveRuns {
 public:
  // Everything random is drawn from `seed`.
  explicit LiveRuns(uint64_t seed) : seed_(seed) {}

  // As LiveRun::Open. Of the two, one is called, and once.
  absl::Status OpenNamed(const Against& against, const std::vector<CaseSamples>& cases,
                         std::vector<std::string>& warnings);
  // Those of `cases` that `accepted` holds, unless they are incomparable. An error is one of the contender.
  absl::Status OpenAccepted(const AcceptedOpener& open, const std::vector<CaseSamples>& cases,
                            AcceptedBinaries& accepted);

  // Times one more group of processes of each binary that has undecided cases: case -> the sides that it needs, as
  // Judgement::undecided_live. `accepted` as at OpenAccepted().
  absl::Status TimeOneGroup(const std::map<std::string, std::set<int>>& undecided, AcceptedBinaries& accepted);

  // Of cases that are not absent.
  std::vector<LiveEvidence> Evidence() const;
  std::vector<LaneSamples> Samples() const;
  // Of all binaries, one after the other.
  std::vector<GroupSchedule> Schedule() const;
  double measured_s() const;
  size_t groups() const { return groups_; }  // of processes, timed so far

 private:
  struct Run {
    std::unique_ptr<LiveRun> live;
    bool accepted = false;
    std::set<std::string> cases = {};  // that are still timed
  };

  static void Lose(Run& run, const std::string& reason, AcceptedBinaries& accepted);
  absl::Status OpenOne(const Against& against, const std::vector<CaseSamples>& cases, AcceptedBinaries& accepted);
  static void LoseFailed(Run& run, AcceptedBinaries& accepted);

  uint64_t seed_;
  size_t groups_ = 0;
  std::vector<Run> runs_;
  std::vector<std::string> identical_;  // cases whose accepted binary is the contender
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_LIVE_RUNS_H_
