#include "tools/doctor/findings.h"

#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/format.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

// Messages of instruments end with what to do, and stay whole: a remedy cut out of a sentence helps nobody.
Finding Instrument(const char* area, bool required, const absl::Status& status, const std::string& found,
                   const std::string& source, const char* means) {
  Finding finding;
  finding.area = area;
  finding.required = required;
  finding.state = status.ok()               ? FindingState::kOk
                  : absl::IsUnknown(status) ? FindingState::kUnknown
                                            : FindingState::kAbsent;
  finding.found = status.ok() ? found : std::string(status.message());
  finding.source = source;
  finding.means = means;
  return finding;
}

Finding Packaged(Finding finding, const char* package) {
  if (finding.state == FindingState::kAbsent)
    finding.remedy = fmt::format("tools/setup, or apt-get install {}", package);
  return finding;
}

std::string PercentOf(double log_ratio) { return FormatPercent(std::expm1(log_ratio)); }

bool Poor(const KernelNoise& noise) {
  return !noise.calibration.detectable || std::expm1(*noise.calibration.detectable) > kDetectableGoal;
}

std::string Detectable(const KernelNoise& noise) {
  const std::optional<double>& detectable = noise.calibration.detectable;
  return detectable ? "from " + PercentOf(*detectable) : "no slowdown below 50 %";
}

}  // namespace

std::vector<Finding> InstrumentFindings(const Instruments& instruments, const Surroundings& surroundings) {
  const std::string paranoid =
      fmt::format("{}: {}", surroundings.perf_event_paranoid.file,
                  surroundings.perf_event_paranoid.value.value_or("no such file can be read here"));
  return {
      Instrument("benchmark workers", true, instruments.workers.status(), instruments.workers.value_or(""),
                 "//tools/doctor:kernels", "without them nothing is measured: every gate is an `error`"),
      Instrument("allocation counter", true, instruments.allocations, "sees every malloc and free", "LD_PRELOAD",
                 "rows of allocations, allocated_bytes, peak_bytes and leaked_bytes, and claims about them"),
      Packaged(
          Instrument("instructions", true, instruments.instructions.status(), instruments.instructions.value_or(""),
                     "valgrind", "rows of instructions; red time_ratio rows are told from layout by them"),
          "valgrind"),
      Packaged(Instrument("call sites", false, instruments.call_sites.status(), instruments.call_sites.value_or(""),
                          "heaptrack", "reports, .accept and explain name call sites by it; counts gate without it"),
               "heaptrack"),
      Packaged(Instrument("library sizes", true, instruments.library_sizes, "size", "binutils", "rows of binary_size"),
               "binutils"),
      Instrument("hardware counters", false, instruments.hardware_counters, "count instructions", paranoid,
                 "no row: Pawl counts instructions by valgrind, which sees no misses of caches and branches"),
  };
}

Finding NoiseFinding(const std::vector<KernelNoise>& noise) {
  Finding finding;
  finding.area = "live comparisons";
  finding.required = true;
  finding.source = fmt::format("{} pairs of processes of identical code", noise.front().log_ratios.size());
  finding.means = "time rows: smaller slowdowns than these pass as `ok` or end as `unstable`";
  std::vector<std::string> found;
  std::vector<std::string> wrong;
  bool poor = false;
  for (const KernelNoise& kernel : noise) {
    if (kernel.error) {
      wrong.push_back(fmt::format("{}: {}", kernel.name, *kernel.error));
      continue;
    }
    if (kernel.calibration.alarms > 0) {
      wrong.push_back(fmt::format("{} of {} comparisons of identical code alarmed in {}", kernel.calibration.alarms,
                                  kernel.calibration.runs, kernel.name));
    }
    poor = poor || Poor(kernel);
    found.push_back(fmt::format("{} in code bound by {}", Detectable(kernel), kernel.bound_by));
  }
  if (!wrong.empty()) {
    finding.state = FindingState::kAbsent;
    finding.found = fmt::format("{}", fmt::join(wrong, "; "));
    finding.means = "time rows: no verdict on time can be trusted here";
    finding.remedy = "run it again; if it stays so, report it with the output of --json";
    return finding;
  }
  finding.state = poor ? FindingState::kLimited : FindingState::kOk;
  finding.found = fmt::format("slowdowns are found {}", fmt::join(found, ", "));
  if (poor) finding.remedy = "see to the limited rows above; then run it again, since noise comes and goes";
  return finding;
}

Finding NoNoiseFinding(const std::string& why, bool required) {
  Finding finding;
  finding.area = "live comparisons";
  finding.state = required ? FindingState::kAbsent : FindingState::kUnknown;
  finding.required = required;
  finding.found = why;
  finding.source = "pairs of processes of identical code";
  finding.means = "time rows: how small a slowdown they find here";
  return finding;
}

int ExitCodeOf(const Diagnosis& diagnosis) {
  const bool wrong = std::any_of(diagnosis.noise.begin(), diagnosis.noise.end(), [](const KernelNoise& kernel) {
    return kernel.error || kernel.calibration.alarms > 0;
  });
  if (wrong) return kExitError;
  const bool lacking = std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(), [](const Finding& finding) {
    return finding.required && finding.state == FindingState::kAbsent;
  });
  return lacking ? kExitUnmatched : kExitOk;
}

}  // namespace pawl
