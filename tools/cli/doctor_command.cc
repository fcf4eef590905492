// `pawl doctor`: what this machine can measure, and how well.
#include <chrono>
#include <memory>
#include <random>

#include "fmt/format.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/interruption.h"
#include "tools/cli/runfile.h"
#include "tools/doctor/findings.h"
#include "tools/doctor/instruments.h"
#include "tools/doctor/noise.h"
#include "tools/doctor/views.h"
#include "tools/runner/heaptrack_probe.h"
#include "tools/runner/machine.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

using Clock = std::chrono::steady_clock;

// The instruments and both sides of the comparison, on copies of one binary.
class Patient {
 public:
  Patient(const std::string& kernels, const std::string& counter, std::filesystem::path scratch)
      : kernels_(kernels), counter_(std::filesystem::absolute(counter)), scratch_(std::move(scratch)) {}

  Instruments Try() {
    const std::filesystem::path folder = Folder("trial");
    HeaptrackOptions options;
    options.binary = kernels_;
    options.scratch = folder;
    options.search_path = EnvironmentVariable("PATH");
    const std::unique_ptr<Profiler> heap = NewHeaptrackProbe(options);
    const std::unique_ptr<WorkerFactory> workers = Workers(folder);
    return TryInstruments({workers.get(), heap.get(), kernels_, EnvironmentVariable("PATH"), folder});
  }

  absl::StatusOr<std::vector<KernelNoise>> MeasureNoise(double seconds, Output output) {
    const uint64_t seed = std::random_device()();
    const std::unique_ptr<WorkerFactory> one = Workers(Folder("side0"));
    const std::unique_ptr<WorkerFactory> other = Workers(Folder("side1"));
    const auto progress = Progress(output);
    const Clock::time_point start = Clock::now();
    const auto lanes = TimeKernels(*one, *other, seed, [&](int pairs) {
      const double passed = std::chrono::duration<double>(Clock::now() - start).count();
      progress(fmt::format("noise: {} pairs of processes, {:.0f} s left", pairs, std::max(0.0, seconds - passed)));
      return passed < seconds;
    });
    EndProgress(output);
    if (!lanes.ok()) return lanes.status();
    return NoiseOf(*lanes, seed);
  }

 private:
  std::filesystem::path Folder(const std::string& name) const {
    std::error_code error;  // a worker that can't be copied into it says so
    std::filesystem::create_directory(scratch_ / name, error);
    return scratch_ / name;
  }

  std::unique_ptr<WorkerFactory> Workers(const std::filesystem::path& folder) const {
    return NewProcessWorkerFactory({kernels_, counter_, folder});
  }

  std::string kernels_;
  std::filesystem::path counter_;
  std::filesystem::path scratch_;
};

// Only reports: it takes no lock, and starts nothing beside a measurement that it would disturb.
absl::Status Quick(Patient& patient, Diagnosis& diagnosis) {
  const std::optional<MeasuringLock::Holder> holder = MeasuringLock::FindHolder();
  diagnosis.machine = ReadMachine();
  diagnosis.findings = SurroundingsFindings(diagnosis.machine, holder);
  const Instruments instruments =
      holder ? NotTried(fmt::format("{} is measuring, and would be disturbed", Describe(*holder))) : patient.Try();
  for (Finding& finding : InstrumentFindings(instruments, diagnosis.machine.surroundings))
    diagnosis.findings.push_back(std::move(finding));
  diagnosis.findings.push_back(NoNoiseFinding("not measured, because of --quick", /*required=*/false));
  return absl::OkStatus();
}

absl::Status Thorough(Patient& patient, double seconds, Diagnosis& diagnosis, Output output) {
  const auto lock = MeasuringLock::Acquire([] {
    const auto holder = MeasuringLock::FindHolder();  // may just have let go
    fmt::print(stderr, "waiting: {} is measuring on this machine; --quick does not wait\n",
               holder ? Describe(*holder) : "another run");
  });
  if (!lock.ok()) return lock.status();
  diagnosis.machine = ReadMachine();
  diagnosis.findings = SurroundingsFindings(diagnosis.machine, std::nullopt);
  const Instruments instruments = patient.Try();
  for (Finding& finding : InstrumentFindings(instruments, diagnosis.machine.surroundings))
    diagnosis.findings.push_back(std::move(finding));
  if (!instruments.workers.ok()) {
    diagnosis.findings.push_back(NoNoiseFinding("not measured: no worker runs", /*required=*/true));
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<KernelNoise>> noise = patient.MeasureNoise(seconds, output);
  if (!noise.ok()) return noise.status();
  diagnosis.noise = *std::move(noise);
  diagnosis.findings.push_back(NoiseFinding(diagnosis.noise));
  return absl::OkStatus();
}

}  // namespace

int DoctorCommand(const DoctorArguments& arguments, Output output) {
  if (!(arguments.seconds > 0)) {
    return Fail(output, absl::InvalidArgumentError("--seconds must be more than 0; without timing: --quick"),
                kExitUsage);
  }
  const absl::StatusOr<std::string> kernels = FindRunfile(arguments.kernels);
  if (!kernels.ok()) return Fail(output, kernels.status());
  const absl::StatusOr<std::string> counter = FindRunfile(arguments.counter);
  if (!counter.ok()) return Fail(output, counter.status());
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return Fail(output, scratch.status());
  Diagnosis diagnosis;
  {
    const InterruptionGuard guard(scratch->path());
    Patient patient(*kernels, *counter, scratch->path());
    const absl::Status status =
        arguments.quick ? Quick(patient, diagnosis) : Thorough(patient, arguments.seconds, diagnosis, output);
    if (!status.ok()) return Fail(output, status);
  }
  output.out << (arguments.json ? ToJson(diagnosis) : RenderDiagnosis(diagnosis));
  return ExitCodeOf(diagnosis);
}

}  // namespace pawl
