#include "tools/cli/program_profiles.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/files.h"
#include "tools/cli/instruction_probe.h"
#include "tools/cli/interruption.h"
#include "tools/cli/profile_run.h"
#include "tools/model/case_name.h"
#include "tools/model/result.h"
#include "tools/runner/heaptrack_probe.h"
#include "tools/runner/machine.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

absl::Status Unsuitable(const std::string& program, const std::string& why) {
  return absl::NotFoundError(fmt::format("{}: {}", program, why));
}

bool Says(const Worker& worker, const std::string& fact, const std::string& value) {
  const auto found = worker.Facts().find(fact);
  return found != worker.Facts().end() && found->second == value;
}

// Whether the program can be profiled at all, before an instrument spends seconds on it. Returns what it is called.
absl::StatusOr<std::string> CheckWorker(const std::string& program, const std::string& case_name,
                                        WorkerFactory& factory) {
  if (access(program.c_str(), X_OK) != 0) {
    return Unsuitable(program, fmt::format("may not be executed by this user: chmod u+x {}", program));
  }
  const absl::StatusOr<std::unique_ptr<Worker>> worker = factory.Start(WorkerKind::kTiming);
  if (!worker.ok()) {
    return Unsuitable(
        program,
        fmt::format("is no benchmark binary that runs here: {}. Give one that a perf_test runs, "
                    "for instance bazel-bin/benches/x_perf.runfiles/<workspace>/benches/x_perf.bin of another checkout",
                    std::string(worker.status().message())));
  }
  std::vector<std::string> names;
  for (const WorkerCase& one : (*worker)->Cases()) {
    if (one.name == case_name) names.clear();
    names.push_back(one.name);
    if (one.name == case_name) break;
  }
  if (names.empty() || names.back() != case_name) {
    const std::string nearest = Nearest(case_name, names);
    return Unsuitable(program, fmt::format("has no case {}{}. Give a build of the perf_test that has it", case_name,
                                           nearest.empty() ? "" : fmt::format("; it has {}", nearest)));
  }
  if (Says(**worker, "sanitized", "yes")) {
    return Unsuitable(program,
                      "was built with a sanitizer, whose allocations and instructions are not the program's: build it "
                      "without --config=asan, ubsan or tsan");
  }
  if (Says(**worker, "coverage", "yes")) {
    return Unsuitable(program,
                      "was built for coverage, whose counters are part of every number: build it by `bazel "
                      "build -c opt`");
  }
  if (Says(**worker, "optimized", "yes")) return program;
  return program + " (built without optimization; -c opt is what a gate measures)";
}

}  // namespace

absl::StatusOr<Profiles> ProfileProgram(const std::string& program, const std::string& case_name,
                                        const std::string& search_path,
                                        const std::function<void(const std::string&)>& progress) {
  absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  const InterruptionGuard guard(scratch->path());
  absl::StatusOr<MeasuringLock> lock = MeasuringLock::Acquire(
      [] { fmt::print(stderr, "waiting for call sites: another run is measuring on this machine\n"); });
  if (!lock.ok()) return lock.status();
  ProcessWorkerOptions worker;
  worker.binary = program;
  worker.scratch = scratch->path();  // and no allocation counter: nothing here is counted by it
  const std::unique_ptr<WorkerFactory> factory = NewProcessWorkerFactory(worker);
  absl::StatusOr<std::string> side = CheckWorker(program, case_name, *factory);
  if (!side.ok()) return side.status();
  HeaptrackOptions heaptrack;
  heaptrack.binary = program;
  heaptrack.scratch = scratch->path();
  heaptrack.search_path = search_path;
  const std::unique_ptr<Profiler> heap = NewHeaptrackProbe(heaptrack);
  const std::unique_ptr<Profiler> instructions = NewInstructionProbe(*factory);
  Profiles profiles{"", *std::move(side), {}, {}};
  Result unused;  // the same reasons stand in `missing`
  ProfileCases({case_name}, {{heap.get(), &profiles}, {instructions.get(), &profiles}},
               {.alone = false, .progress = progress}, unused);
  if (!profiles.profiles.empty()) return profiles;
  std::vector<std::string> reasons;
  reasons.reserve(profiles.missing.size());
  for (const MissingProfile& one : profiles.missing)
    reasons.push_back(fmt::format("{}: {}", one.instrument, one.reason));
  return absl::UnavailableError(
      fmt::format("{}: gives no profile of {}. {}", program, case_name, fmt::join(reasons, ". ")));
}

}  // namespace pawl
