#include "tools/cli/command_support.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/cli/instruction_probe.h"
#include "tools/cli/interruption.h"
#include "tools/runner/heaptrack_probe.h"
#include "tools/runner/process_worker.h"

namespace pawl {

std::string EnvironmentVariable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int Fail(Output output, const absl::Status& status, int code) {
  output.err << "pawl: " << std::string(status.message()) << "\n";
  return code;
}

std::function<void(const std::string&)> Progress(Output output) {
  if (isatty(STDERR_FILENO) == 0) return [](const std::string&) {};
  return [output](const std::string& line) { output.err << "\r\033[K" << line << std::flush; };
}

void EndProgress(Output output) {
  if (isatty(STDERR_FILENO) != 0) output.err << "\r\033[K" << std::flush;
}

namespace {

absl::StatusOr<bool> SameBytes(const std::string& a, const std::string& b) {
  const absl::StatusOr<std::string> of_a = ReadFile(a);
  if (!of_a.ok()) return of_a.status();
  const absl::StatusOr<std::string> of_b = ReadFile(b);
  if (!of_b.ok()) return of_b.status();
  return *of_a == *of_b;
}

ProcessWorkerOptions OptionsFor(const Plan& plan, const std::string& binary, const std::filesystem::path& scratch) {
  ProcessWorkerOptions options;
  options.binary = binary;
  options.counter = std::filesystem::absolute(plan.counter);
  options.scratch = scratch;
  return options;
}

// The sides of a live comparison: the accepted build, the plan's, and its other layouts.
class LiveFactories {
 public:
  LiveFactories(const Plan& plan, const std::string& accepted, bool identical, const std::filesystem::path& scratch)
      : identical_(identical) {
    std::vector<std::string> binaries = {accepted, plan.binary};
    binaries.insert(binaries.end(), plan.layouts.begin(), plan.layouts.end());
    for (size_t i = 0; i < binaries.size(); ++i) {
      // Names of equal length: a worker's path is on its stack.
      const std::filesystem::path folder = scratch / fmt::format("side{}", i);
      std::error_code error;  // a worker that can't be copied into it says so
      std::filesystem::create_directory(folder, error);
      factories_.push_back(NewProcessWorkerFactory(OptionsFor(plan, binaries[i], folder)));
    }
  }

  Against Sides() const {
    Against against;
    against.accepted = factories_[0].get();
    against.contender = factories_[1].get();
    for (size_t i = 2; i < factories_.size(); ++i) against.layouts.push_back(factories_[i].get());
    against.identical = identical_;
    return against;
  }

 private:
  std::vector<std::unique_ptr<WorkerFactory>> factories_;
  bool identical_;
};

}  // namespace

absl::Status WithWorkers(const Plan& plan, const std::string& against,
                         const std::function<void(WorkerFactory&, const std::optional<Against>&)>& use) {
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  const InterruptionGuard guard(scratch->path());
  const auto factory = NewProcessWorkerFactory(OptionsFor(plan, plan.binary, scratch->path()));
  if (against.empty()) {
    use(*factory, std::nullopt);
    return absl::OkStatus();
  }
  const absl::StatusOr<bool> identical = SameBytes(against, plan.binary);
  if (!identical.ok()) return identical.status();
  const LiveFactories live(plan, against, *identical, scratch->path());
  use(*factory, live.Sides());
  return absl::OkStatus();
}

void AddCallSites(const Plan& plan, const std::string& against, bool all_allocating, const ProfilingOptions& options,
                  Result& result, RunProfiles& profiles) {
  const std::vector<std::string> cases = all_allocating ? SuspectsAndAllocating(result) : Suspects(result);
  if (cases.empty()) return;
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) {
    result.warnings.push_back(fmt::format("no call sites: {}", std::string(scratch.status().message())));
    return;
  }
  const InterruptionGuard guard(scratch->path());
  const auto probe = [&](const std::string& binary) {
    HeaptrackOptions heaptrack;
    heaptrack.binary = binary;
    heaptrack.scratch = scratch->path();
    heaptrack.search_path = EnvironmentVariable("PATH");
    return NewHeaptrackProbe(heaptrack);
  };
  const std::unique_ptr<Profiler> contender = probe(plan.binary);
  const std::unique_ptr<Profiler> other = probe(against);
  std::vector<ProfiledSide> sides = {{contender.get(), &profiles.contender}};
  profiles.contender.target = profiles.against.target = plan.target;
  profiles.contender.side = "contender";
  profiles.against.side = against;
  // The run has counted the instructions of its own side only.
  const std::filesystem::path folder = scratch->path() / "instructions";
  std::error_code error;  // a worker that can't be copied into it says so
  std::filesystem::create_directory(folder, error);
  const auto factory = NewProcessWorkerFactory(OptionsFor(plan, against, folder));
  const std::unique_ptr<Profiler> counting = NewInstructionProbe(*factory);
  if (!against.empty()) {
    sides.push_back({other.get(), &profiles.against});
    sides.push_back({counting.get(), &profiles.against});
  }
  ProfileCases(cases, sides, options, result);
}

}  // namespace pawl
