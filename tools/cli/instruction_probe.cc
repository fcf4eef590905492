#include "tools/cli/instruction_probe.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "tools/cli/instructions.h"
#include "tools/runner/measurement.h"

namespace pawl {
namespace {

constexpr uint64_t kSeed = 1;  // nothing is timed, so nothing random enters a number

class InstructionProbe : public Profiler {
 public:
  explicit InstructionProbe(WorkerFactory& factory) : factory_(factory) {}

  std::string_view Instrument() const override { return kInstructionInstrument; }

  absl::StatusOr<CaseProfiles> Run(const std::string& case_name) override {
    Measurement measurement(factory_, kSeed);
    if (absl::Status status = measurement.Open(/*require_optimized=*/false); !status.ok()) return status;
    const std::vector<WorkerCase>& cases = measurement.Cases();
    const auto is_case = [&](const WorkerCase& one) { return one.name == case_name; };
    if (std::none_of(cases.begin(), cases.end(), is_case)) {
      return absl::NotFoundError("the benchmark binary has no case of this name");
    }
    measurement.Select({{case_name}});
    measurement.SmokeCases();
    measurement
        .SmokeCases();  // warm: says how long an iteration takes, and with it whether valgrind is to wait for one
    measurement.CountInstructions();
    const std::vector<CaseSamples> samples = measurement.Samples();
    for (const CaseSamples& one : samples) {
      if (one.error) return absl::AbortedError(*one.error);
    }
    Profiles profiles = ProfilesOf(samples, "", measurement.Facts(), measurement.InstructionFacts());
    return CaseProfiles{std::move(profiles.profiles), std::move(profiles.missing)};
  }

 private:
  WorkerFactory& factory_;
};

}  // namespace

std::unique_ptr<Profiler> NewInstructionProbe(WorkerFactory& factory) {
  return std::make_unique<InstructionProbe>(factory);
}

}  // namespace pawl
