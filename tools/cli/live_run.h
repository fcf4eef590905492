#ifndef PAWL_TOOLS_CLI_LIVE_RUN_H_
#define PAWL_TOOLS_CLI_LIVE_RUN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/evidence.h"
#include "tools/runner/side_by_side.h"
#include "tools/runner/worker.h"

namespace pawl {

// The build that a run is compared with, live. Factories are borrowed.
struct Against {
  WorkerFactory* accepted = nullptr;
  WorkerFactory* contender = nullptr;
  std::vector<WorkerFactory*> layouts;  // other link orders of the contender
  bool identical = false;               // accepted and contender are the same bytes
  std::string name = "accepted";        // of the build compared with, in messages
};

// The live half of a run: which cases both builds have, and what was timed of them so far.
class LiveRun {
 public:
  LiveRun(const Against& against, uint64_t seed);

  // Learns the cases of all sides and chooses those of `cases` that every side has; the others get a warning. kNotFound
  // if that leaves none: a comparison that was asked for must not silently not take place.
  absl::Status Open(const std::vector<CaseSamples>& cases, std::vector<std::string>& warnings);

  // The two halves of Open(), for who can do without: learns the cases of all sides, ...
  absl::Status Learn() { return sides_.Open(); }
  // ... and chooses those of `cases` that every side has; returns the others.
  std::vector<std::string> Choose(const std::vector<CaseSamples>& cases);

  // Times one more group of processes: case -> the sides that it needs, as Judgement::undecided_live.
  absl::Status TimeOneGroup(const std::map<std::string, std::set<int>>& undecided);

  // The cases of a side, numbered as LiveSide; after Open().
  const std::vector<WorkerCase>& Cases(int side) const { return sides_.Cases(static_cast<size_t>(side)); }

  // Whose failure the last error was, as LiveSide.
  std::optional<int> failed_side() const { return sides_.failed_side(); }

  std::vector<LiveEvidence> Evidence() const;
  const std::vector<LaneSamples>& Samples() const { return sides_.Samples(); }
  const std::vector<GroupSchedule>& Schedule() const { return sides_.Schedule(); }
  double measured_s() const { return sides_.measured_s(); }

 private:
  SideBySide sides_;
  size_t side_count_;
  std::string name_;
  bool identical_;
  std::map<std::string, size_t> lanes_;  // case -> index
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_LIVE_RUN_H_
