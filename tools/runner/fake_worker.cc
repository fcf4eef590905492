#include "tools/runner/fake_worker.h"

#include <cmath>
#include <random>
#include <utility>

namespace pawl {

FakeCase& FakeCase::On(Clock clock) {
  clock_ = clock;
  return *this;
}

FakeCase& FakeCase::Takes(double ns_per_iteration) {
  return Takes(
      [ns_per_iteration](const FakeCall& call) { return ns_per_iteration * static_cast<double>(call.iterations); });
}

FakeCase& FakeCase::Takes(TimeScript slice_ns) {
  slice_ns_ = std::move(slice_ns);
  return *this;
}

FakeCase& FakeCase::SetsUpFor(double ns) {
  return SetsUpFor([ns](const FakeCall& /*call*/) { return ns; });
}

FakeCase& FakeCase::SetsUpFor(TimeScript call_ns) {
  set_up_ns_ = std::move(call_ns);
  return *this;
}

FakeCase& FakeCase::FixesIterations(int64_t iterations) {
  fixed_iterations_ = iterations;
  return *this;
}

FakeCase& FakeCase::RunsTimes(int64_t factor) {
  factor_ = factor;
  return *this;
}

FakeCase& FakeCase::Allocates(int64_t count, int64_t bytes_each) {
  return Allocates([count, bytes_each](const FakeCall& call) {
    return AllocationCount{.iterations = call.iterations,
                           .allocations = count * call.iterations,
                           .allocated_bytes = count * bytes_each * call.iterations,
                           .peak_bytes = bytes_each};
  });
}

FakeCase& FakeCase::Allocates(AllocationScript script) {
  allocations_ = std::move(script);
  return *this;
}

FakeCase& FakeCase::Executes(int64_t instructions) {
  return Executes([instructions](const FakeCall& call) {
    const int64_t all = instructions * call.iterations;
    return InstructionCount{call.iterations, all, {{"f", all}}};
  });
}

FakeCase& FakeCase::Executes(InstructionScript script) {
  instructions_ = std::move(script);
  return *this;
}

FakeCase& FakeCase::Answers(std::string answer) {
  answer_ = std::move(answer);
  return *this;
}

FakeCase& FakeCase::Sets(std::string counter, CounterScript value) {
  counters_[std::move(counter)] = std::move(value);
  return *this;
}

FakeCase& FakeCase::Crashes(FakeRequest request, int call, const std::string& signal) {
  troubles_.push_back({request, call, Ending::kCrash, "the worker process was killed by " + signal});
  return *this;
}

FakeCase& FakeCase::GoesSilent(FakeRequest request, int call) {
  troubles_.push_back({request, call, Ending::kSilence, "the worker process gave no answer for 60 s and was killed"});
  return *this;
}

FakeCase& FakeCase::Skips(FakeRequest request, std::string message, int call) {
  troubles_.push_back({request, call, Ending::kSkip, "the benchmark skipped itself: " + std::move(message)});
  return *this;
}

class FakeWorker : public Worker {
 public:
  FakeWorker(FakeWorkerFactory& factory, WorkerKind kind, int process, double factor)
      : factory_(factory), kind_(kind), process_(process), factor_(factor), facts_(factory.facts_) {
    if (kind == WorkerKind::kTiming) facts_["counter"] = "absent";
    if (kind != WorkerKind::kInstructions) facts_["valgrind"] = "no";
    for (const FakeCase& scripted : factory.cases_) cases_.push_back({scripted.name_, scripted.clock_});
  }

  const std::map<std::string, std::string>& Facts() const override { return facts_; }
  const std::vector<WorkerCase>& Cases() const override { return cases_; }
  const std::vector<WorkerSize>& Sizes() const override { return factory_.sizes_; }

  absl::StatusOr<Slice> Run(size_t case_index, int64_t iterations, int64_t warm_up, int64_t stack_bytes) override {
    absl::StatusOr<FakeCall> call = Note({.case_name = cases_[case_index].name,
                                          .request = FakeRequest::kRun,
                                          .iterations = iterations,
                                          .warm_up = warm_up,
                                          .stack_bytes = stack_bytes});
    if (!call.ok()) return call.status();
    const FakeCase& scripted = factory_.cases_[case_index];
    if (scripted.fixed_iterations_ > 0) call->iterations = scripted.fixed_iterations_;
    call->iterations *= scripted.factor_;
    const double slower = factor_ * (1 + factory_.drift_ * slices_++);
    const double time_ns = scripted.slice_ns_(*call) * slower;
    Slice slice{call->iterations, time_ns, time_ns + scripted.set_up_ns_(*call), {}};
    for (const auto& [name, value] : scripted.counters_) slice.counters[name] = value(*call);
    return slice;
  }

  absl::StatusOr<AllocationCount> Count(size_t case_index, int64_t iterations) override {
    const absl::StatusOr<FakeCall> call =
        Note({.case_name = cases_[case_index].name, .request = FakeRequest::kCount, .iterations = iterations});
    if (!call.ok()) return call.status();
    if (kind_ != WorkerKind::kCounting) {
      return absl::FailedPreconditionError("the allocation counter is not preloaded into this process");
    }
    const FakeCase& scripted = factory_.cases_[case_index];
    AllocationCount count = scripted.allocations_(*call);
    if (count.time_ns == 0) count.time_ns = scripted.slice_ns_(*call);
    return count;
  }

  absl::StatusOr<InstructionCount> CountInstructions(size_t case_index, int64_t iterations) override {
    const absl::StatusOr<FakeCall> call =
        Note({.case_name = cases_[case_index].name, .request = FakeRequest::kInstructions, .iterations = iterations});
    if (!call.ok()) return call.status();
    if (kind_ != WorkerKind::kInstructions) return absl::FailedPreconditionError("does not run under valgrind");
    return factory_.cases_[case_index].instructions_(*call);
  }

  absl::StatusOr<std::optional<std::string>> Answer(size_t case_index) override {
    const absl::StatusOr<FakeCall> call = Note({.case_name = cases_[case_index].name, .request = FakeRequest::kAnswer});
    if (!call.ok()) return call.status();
    return factory_.cases_[case_index].answer_;
  }

  absl::Status Isolate() override {
    if (absl::Status status = DieOf(FakeRequest::kIsolate, isolations_++); !status.ok()) return status;
    if (!factory_.no_copies_.empty()) return absl::FailedPreconditionError(factory_.no_copies_);
    calls_before_ = calls_;
    copy_ = ++copies_;
    return absl::OkStatus();
  }

  absl::Status Release() override {
    if (absl::Status status = DieOf(FakeRequest::kRelease, releases_++); !status.ok()) return status;
    calls_ = calls_before_;
    copy_ = 0;
    return absl::OkStatus();
  }

  void PinTo(std::optional<int> cpu) override { factory_.pins_.push_back(cpu); }

 private:
  absl::Status DieOf(FakeRequest request, int call) {
    const auto dies = factory_.dies_of_.find(request);
    if (gone_.ok() && dies != factory_.dies_of_.end() && dies->second == call) {
      gone_ = absl::AbortedError("the worker process was killed by SIGKILL (Killed)");
    }
    return gone_;
  }

  // Numbers and logs a request; an error if the script has trouble in store for it.
  absl::StatusOr<FakeCall> Note(FakeCall call) {
    call.process = process_;
    call.copy = copy_;
    call.call = calls_[{call.case_name, call.request}]++;
    factory_.log_.push_back(call);
    if (!gone_.ok()) return gone_;
    for (const FakeCase& scripted : factory_.cases_) {
      if (scripted.name_ != call.case_name) continue;
      for (const FakeCase::Trouble& trouble : scripted.troubles_) {
        if (trouble.request != call.request) continue;
        if (trouble.ending == FakeCase::Ending::kSkip) {
          if (call.call >= trouble.call) return absl::FailedPreconditionError(trouble.message);
        } else if (call.call == trouble.call) {
          return gone_ = absl::AbortedError(trouble.message);
        }
      }
    }
    return call;
  }

  FakeWorkerFactory& factory_;
  WorkerKind kind_;
  int process_;
  double factor_;
  std::map<std::string, std::string> facts_;
  std::vector<WorkerCase> cases_;
  std::map<std::pair<std::string, FakeRequest>, int> calls_;
  std::map<std::pair<std::string, FakeRequest>, int> calls_before_;  // of the process itself, while a copy serves
  int copies_ = 0;
  int isolations_ = 0;
  int releases_ = 0;
  int copy_ = 0;
  int slices_ = 0;
  absl::Status gone_;
};

FakeWorkerFactory& FakeWorkerFactory::Says(const std::string& fact, const std::string& value) {
  facts_[fact] = value;
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::Records(std::string name, int64_t bytes) {
  sizes_.push_back({std::move(name), bytes});
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::VariesByProcess(double sd, uint64_t seed) {
  process_sd_ = sd;
  seed_ = seed;
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::Drifts(double share_per_slice) {
  drift_ = share_per_slice;
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::Lacks(WorkerKind kind, absl::Status cause) {
  lacks_[kind] = std::move(cause);
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::DiesOf(FakeRequest request, int call) {
  dies_of_[request] = call;
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::CannotCopy(std::string why) {
  no_copies_ = std::move(why);
  return *this;
}

FakeWorkerFactory& FakeWorkerFactory::RefusesToStartFrom(int process, std::string message) {
  refused_from_ = process;
  refusal_ = std::move(message);
  return *this;
}

absl::StatusOr<std::unique_ptr<Worker>> FakeWorkerFactory::Start(WorkerKind kind) {
  const int process = static_cast<int>(started_.size());
  if (refused_from_ && process >= *refused_from_) return absl::NotFoundError(refusal_);
  if (const auto lacking = lacks_.find(kind); lacking != lacks_.end()) return lacking->second;
  started_.push_back(kind);
  std::mt19937_64 random(seed_ + static_cast<uint64_t>(process));
  const double factor = std::exp(process_sd_ * std::normal_distribution<double>()(random));
  return std::make_unique<FakeWorker>(*this, kind, process, factor);
}

}  // namespace pawl
