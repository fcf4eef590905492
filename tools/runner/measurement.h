#ifndef PAWL_TOOLS_RUNNER_MEASUREMENT_H_
#define PAWL_TOOLS_RUNNER_MEASUREMENT_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/model/sample.h"
#include "tools/runner/calibration.h"
#include "tools/runner/worker.h"

namespace pawl {

// Cases that are timed in the same rounds, since they are compared with each other.
using Group = std::vector<std::string>;

// Splits `cases` into groups: two cases stand in one group if a chain of `pairs` connects them. Cases without a pair
// stand alone. Order of first appearance. Pairs that name other cases are ignored.
std::vector<Group> GroupCases(const std::vector<std::string>& cases,
                              const std::vector<std::pair<std::string, std::string>>& pairs);

// Measures cases of one benchmark binary by workers from a factory and collects samples. Decides nothing: the caller
// looks at the samples after each process and says which groups need another one.
//
// Each case is counted, and each group timed, in a copy of the worker in which no other ran before: what is measured of
// a case does not depend on which cases are selected with it.
//
// A case that fails (crash, skip, answer unlike its reference's or none beside it, dead code) gets its error into its
// samples and is not run again; the others go on, in a new worker if need be. Not thread-safe.
class Measurement {
 public:
  // `factory` is borrowed. Everything random (order, CPUs, stack offsets) is drawn from `seed`.
  Measurement(WorkerFactory& factory, uint64_t seed);

  // Starts the first worker, which says what it is and lists its cases. Fails if it can't start, greets as something
  // else, lists no case or one name (of a case or a size) twice, or was built without optimization or with a sanitizer
  // (`require_optimized`).
  absl::Status Open(bool require_optimized);

  const std::map<std::string, std::string>& Facts() const { return facts_; }
  const std::vector<WorkerCase>& Cases() const { return cases_; }
  const std::vector<WorkerSize>& Sizes() const { return sizes_; }

  // Chooses what to measure; before any of the steps below. Every name must be one of Cases().
  void Select(const std::vector<Group>& groups);

  // Times cases of more than a second an iteration, too, as sweeps do and gates don't. Before the first process.
  void MeasureSlowCases();

  // Compares the answers of the cases of each operation and input over all implementations, with the baseline's or,
  // where there is none, with those of the one that was registered first; before any timing.
  void CheckAnswers();

  // The answers of the selected cases that declare one. A case that fails gets its error. Up to all of them in memory.
  std::map<std::string, std::string> Answers();

  // Runs every selected case once, to see that it runs. Nothing is recorded but errors and the names of its counters.
  void SmokeCases();

  // Counts allocations of every selected case, by n, 2n and again n exact iterations.
  void CountAllocations();

  // Counts instructions of every selected case under valgrind, by n and 2n exact iterations, twice. After
  // CountAllocations(), which says how long an iteration takes. Where valgrind is absent, the samples say why.
  void CountInstructions();

  // Starts one fresh process, pins it to a CPU drawn at random, and times the groups with these indices in random
  // order, all rounds of a group in a row. The first call calibrates the iterations per slice, which stay frozen.
  void TimeOneProcess(const std::set<size_t>& groups);

  // What the worker that counted instructions said of itself: empty if none did.
  const std::map<std::string, std::string>& InstructionFacts() const { return instruction_facts_; }

  const std::vector<Group>& Groups() const { return groups_; }
  std::vector<CaseSamples> Samples() const;
  int processes() const { return processes_; }
  double measured_s() const { return measured_ns_ * 1e-9; }

 private:
  struct Selected {
    size_t index = 0;  // among Cases()
    CaseSamples samples;
    double iteration_ns = 0;  // as calibrated
    double counted_ns = 0;    // of one iteration, in the last smoke run or while allocations were counted; 0: unknown
  };

  // The worker of `kind`, started if there is none. Null, with every selected case failed, if it can't start.
  Worker* Use(WorkerKind kind);
  // Notes that `status` ended a request for `selected`; drops the worker if it is gone.
  void Fail(Selected& selected, const absl::Status& status, const std::string& doing);
  void CompareAnswers(const std::string& reference, const std::string& expected, Selected& selected,
                      const std::string& actual);
  // Isolates the current worker for these cases, each of which is warned if it can't. Whether it did; the worker may be
  // gone. Release() ends what Isolate() began.
  bool Isolate(const std::vector<Selected*>& cases);
  void Release(bool isolated);
  void CountAllocationsOf(Selected& selected);
  // As Use(), of a worker under valgrind: what is not to be counted is absent, with its reason, where there is none.
  Worker* UseInstructionWorker();
  void CountInstructionsOf(Selected& selected);
  void CalibrateCase(Selected& selected);
  void TimeGroup(const Group& group);
  void TimeTogether(std::vector<Selected*>& cases);
  bool TimeSlice(Selected& selected, int round);

  WorkerFactory& factory_;
  std::mt19937_64 random_;
  std::map<std::string, std::string> facts_;
  std::map<std::string, std::string> instruction_facts_;
  std::vector<WorkerCase> cases_;
  std::vector<WorkerSize> sizes_;
  std::vector<Group> groups_;
  std::map<std::string, Selected> selected_;
  std::unique_ptr<Worker> worker_;
  WorkerKind worker_kind_ = WorkerKind::kTiming;
  double longest_iteration_ns_ = kSweepOnlyIterationNs;
  int processes_ = 0;
  double measured_ns_ = 0;
};

// How an answer differs from the one that was expected, and from which byte on; empty if it does not.
std::string AnswerDifference(const std::string& actual, const std::string& expected);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_MEASUREMENT_H_
