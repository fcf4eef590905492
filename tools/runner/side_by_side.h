#ifndef PAWL_TOOLS_RUNNER_SIDE_BY_SIDE_H_
#define PAWL_TOOLS_RUNNER_SIDE_BY_SIDE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/sample.h"
#include "tools/runner/worker.h"

namespace pawl {

// A binary that takes part in a live comparison.
struct Side {
  std::string name;                  // in messages: "accepted", "contender"
  WorkerFactory* factory = nullptr;  // borrowed
};

// One benchmark as each side runs it.
struct Lane {
  std::string name;
  std::vector<std::string> cases;  // one for each side, usually all the same
  int64_t working_set_bytes = 0;   // decides how long a slice is
};

// Times lanes on several sides at once: the workers of a group are alive together, pinned to one CPU drawn at random,
// and take turns in slices of about 0.3 ms, in a fresh random order each round. So whatever the machine does to one
// side it does to the others, and everything that tells the sides apart is drawn anew for each group: the copies of the
// binaries and of their input files, the order in which they start and build their fixtures, the CPU, the stack's
// depth. Both sides run the same number of iterations, calibrated on side 0.
//
// Decides nothing: the caller looks at the samples after each group. Not thread-safe.
class SideBySide {
 public:
  // Everything random is drawn from `seed`.
  SideBySide(std::vector<Side> sides, uint64_t seed);

  // Starts a worker of every side once, to learn its cases. Fails if one can't start or was built without optimization
  // or with a sanitizer; the error names the side, and failed_side() is its number.
  absl::Status Open();

  const std::vector<WorkerCase>& Cases(size_t side) const { return cases_[side]; }

  // Chooses what to time; once, after Open. Every case must be one of its side's.
  void Select(std::vector<Lane> lanes);

  // Times lanes in one fresh group of processes: `wanted` maps a lane's index to the sides that it needs, 0 among them.
  // Lanes that have failed are left out. A worker that dies ends the group: its lane has failed, the others merely miss
  // this group. An error means that a process of failed_side() could not be started.
  absl::Status TimeOneGroup(const std::map<size_t, std::set<int>>& wanted);

  // Whose failure the last error was; nullopt before the first.
  std::optional<int> failed_side() const { return failed_side_; }

  const std::vector<LaneSamples>& Samples() const { return samples_; }
  const std::vector<GroupSchedule>& Schedule() const { return schedule_; }
  double measured_s() const { return measured_ns_ * 1e-9; }

 private:
  using Workers = std::map<int, std::unique_ptr<Worker>>;

  absl::Status StartGroup(const std::set<int>& sides, Workers& workers);
  void TimeLane(size_t lane, const std::set<int>& sides, Workers& workers);
  // The sides that are isolated now. The lane fails if one dies of it.
  std::vector<int> Isolate(size_t lane, const std::vector<int>& sides, Workers& workers);
  void TimeRounds(size_t lane, std::vector<int>& sides, Workers& workers);
  // False if the lane failed.
  bool Prepare(size_t lane, std::vector<int>& sides, Workers& workers);
  bool TimeSlice(size_t lane, int side, int round, Workers& workers);
  void Fail(size_t lane, int side, const std::string& doing, const absl::Status& status, Workers& workers);
  size_t IndexOf(size_t lane, int side) const { return indices_[lane][static_cast<size_t>(side)]; }

  std::vector<Side> sides_;
  std::mt19937_64 random_;
  std::vector<std::vector<WorkerCase>> cases_;  // by side
  std::vector<Lane> lanes_;
  std::vector<std::vector<size_t>> indices_;  // by lane and side, into cases_
  std::vector<double> iteration_ns_;          // by lane
  std::vector<LaneSamples> samples_;
  std::vector<GroupSchedule> schedule_;
  double measured_ns_ = 0;
  std::optional<int> failed_side_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_SIDE_BY_SIDE_H_
