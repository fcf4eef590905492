#ifndef PAWL_TOOLS_RUNNER_FAKE_WORKER_H_
#define PAWL_TOOLS_RUNNER_FAKE_WORKER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/runner/worker.h"

namespace pawl {

enum class FakeRequest { kRun, kCount, kInstructions, kAnswer, kIsolate, kRelease };

// One request to a fake worker, as scripts see it and as the factory logs it.
struct FakeCall {
  std::string case_name;
  FakeRequest request = FakeRequest::kRun;
  int process = 0;  // workers that the factory had started before this one
  int copy = 0;     // which of this process's copies served it, from 1; 0: the process itself
  int call = 0;     // earlier requests of this kind for this case in this process or copy
  int64_t iterations = 0;
  int64_t warm_up = 0;
  int64_t stack_bytes = 0;

  bool operator==(const FakeCall&) const = default;
};

// A scripted case. Unless told otherwise, an iteration takes 100 ns and allocates nothing, and there is no answer.
//
//   FakeCase("sums/Add/impl:optimized/n:8").Takes(250).Answers("36").Crashes(FakeRequest::kRun, 3)
class FakeCase {
 public:
  using TimeScript = std::function<double(const FakeCall&)>;
  using AllocationScript = std::function<AllocationCount(const FakeCall&)>;
  using InstructionScript = std::function<InstructionCount(const FakeCall&)>;
  using CounterScript = std::function<double(const FakeCall&)>;

  explicit FakeCase(std::string name) : name_(std::move(name)) {}

  FakeCase& On(Clock clock);
  FakeCase& Takes(double ns_per_iteration);
  FakeCase& Takes(TimeScript slice_ns);  // the whole slice's time, whatever it is: 0 and NaN too
  FakeCase& SetsUpFor(double ns);        // per call, outside the loop
  FakeCase& SetsUpFor(TimeScript call_ns);
  FakeCase& FixesIterations(int64_t iterations);
  FakeCase& RunsTimes(int64_t factor);                     // as many iterations as asked for: threads, repetitions
  FakeCase& Allocates(int64_t count, int64_t bytes_each);  // per iteration, freed in it
  FakeCase& Allocates(AllocationScript script);
  FakeCase& Executes(int64_t instructions);  // per iteration, in a function `f`; 1000 unless told otherwise
  FakeCase& Executes(InstructionScript script);
  FakeCase& Answers(std::string answer);
  FakeCase& Sets(std::string counter, CounterScript value);

  // What happens to its call number `call` of this kind in every process: the worker dies by a signal, the worker says
  // nothing until it is killed, or the case skips itself (at every call from this one on).
  FakeCase& Crashes(FakeRequest request, int call = 0, const std::string& signal = "SIGSEGV (Segmentation fault)");
  FakeCase& GoesSilent(FakeRequest request, int call = 0);
  FakeCase& Skips(FakeRequest request, std::string message, int call = 0);

 private:
  friend class FakeWorker;

  enum class Ending { kCrash, kSilence, kSkip };
  struct Trouble {
    FakeRequest request;
    int call;
    Ending ending;
    std::string message;
  };

  std::string name_;
  Clock clock_ = Clock::kCpu;
  TimeScript slice_ns_ = [](const FakeCall& call) { return 100.0 * static_cast<double>(call.iterations); };
  AllocationScript allocations_ = [](const FakeCall& call) { return AllocationCount{.iterations = call.iterations}; };
  InstructionScript instructions_ = [](const FakeCall& call) {
    return InstructionCount{call.iterations, 1000 * call.iterations, {{"f", 1000 * call.iterations}}};
  };
  TimeScript set_up_ns_ = [](const FakeCall& /*call*/) { return 0.0; };
  int64_t fixed_iterations_ = 0;
  int64_t factor_ = 1;
  std::optional<std::string> answer_;
  std::map<std::string, CounterScript> counters_;
  std::vector<Trouble> troubles_;
};

// Serves scripted cases in place of real workers: no process, no clock, no waiting. Outlives its workers.
class FakeWorkerFactory : public WorkerFactory {
 public:
  explicit FakeWorkerFactory(std::vector<FakeCase> cases) : cases_(std::move(cases)) {}

  // What the workers say of themselves, e.g. Says("optimized", "no"). By default they are fit to be measured. Timing
  // workers always say counter=absent.
  FakeWorkerFactory& Says(const std::string& fact, const std::string& value);
  // The workers record the size of a type.
  FakeWorkerFactory& Records(std::string name, int64_t bytes);
  // Every process is slower or faster by a factor e^x with x ~ N(0, sd), drawn from `seed`.
  FakeWorkerFactory& VariesByProcess(double sd, uint64_t seed);
  // Every slice of a process takes this share more than the one before.
  FakeWorkerFactory& Drifts(double share_per_slice);
  // Workers of `kind` can't be started, since `cause`.
  FakeWorkerFactory& Lacks(WorkerKind kind, absl::Status cause);
  // The worker dies of request number `call`, from 0, to isolate or to release in every process.
  FakeWorkerFactory& DiesOf(FakeRequest request, int call);
  // No worker can be isolated.
  FakeWorkerFactory& CannotCopy(std::string why);
  // Worker number `process` and all later ones can't be started.
  FakeWorkerFactory& RefusesToStartFrom(int process, std::string message);

  absl::StatusOr<std::unique_ptr<Worker>> Start(WorkerKind kind) override;

  const std::vector<FakeCall>& Log() const { return log_; }
  // The kinds of all workers so far, by process.
  const std::vector<WorkerKind>& Started() const { return started_; }
  // Arguments of PinTo in order.
  const std::vector<std::optional<int>>& Pins() const { return pins_; }

 private:
  friend class FakeWorker;

  std::vector<FakeCase> cases_;
  std::vector<WorkerSize> sizes_;
  std::map<std::string, std::string> facts_ = {
      {"optimized", "yes"}, {"sanitized", "no"}, {"counter", "present"}, {"valgrind", "3.19.0"}};
  double process_sd_ = 0;
  uint64_t seed_ = 0;
  double drift_ = 0;
  std::map<WorkerKind, absl::Status> lacks_;
  std::string no_copies_;
  std::map<FakeRequest, int> dies_of_;
  std::optional<int> refused_from_;
  std::string refusal_;
  std::vector<FakeCall> log_;
  std::vector<WorkerKind> started_;
  std::vector<std::optional<int>> pins_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_FAKE_WORKER_H_
