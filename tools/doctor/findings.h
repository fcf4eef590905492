#ifndef PAWL_TOOLS_DOCTOR_FINDINGS_H_
#define PAWL_TOOLS_DOCTOR_FINDINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "tools/doctor/finding.h"
#include "tools/doctor/instruments.h"
#include "tools/doctor/noise.h"
#include "tools/runner/machine.h"

// Facts to findings. Pure: no file, no clock, no process.
namespace pawl {

// Above it a machine is called limited: a gate that can't find a slowdown of 10 % in ordinary code lets through what
// `docs/methods.md` says it finds.
inline constexpr double kDetectableGoal = 0.10;

// "process 4711 (pawl gate --plan=x)"
std::string Describe(const MeasuringLock::Holder& holder);

// What the kernel, the container and other processes do to measuring. `measuring` is who holds the measuring lock.
std::vector<Finding> SurroundingsFindings(const Machine& machine,
                                          const std::optional<MeasuringLock::Holder>& measuring);

// One finding per instrument. `surroundings` say what the kernel lets hardware counters do.
std::vector<Finding> InstrumentFindings(const Instruments& instruments, const Surroundings& surroundings);

// What live comparisons of time are worth here. REQUIRES: noise is not empty.
Finding NoiseFinding(const std::vector<KernelNoise>& noise);

// Why there is no noise to speak of.
Finding NoNoiseFinding(const std::string& why, bool required);

// Everything that was found out about a machine.
struct Diagnosis {
  Machine machine;
  std::vector<Finding> findings;
  std::vector<KernelNoise> noise;  // empty: not measured
};

// DESIGN's table of exit codes: 1 if identical code was told apart or a kernel failed, as for a gate's null control; 6
// if an instrument is absent whose rows gates need; otherwise 0, however noisy the machine is: noise costs gates pairs
// and `unstable` rows, and is no failure of the machine's.
int ExitCodeOf(const Diagnosis& diagnosis);

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_FINDINGS_H_
