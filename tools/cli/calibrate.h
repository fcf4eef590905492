#ifndef PAWL_TOOLS_CLI_CALIBRATE_H_
#define PAWL_TOOLS_CLI_CALIBRATE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/live_run.h"
#include "tools/stats/calibration.h"

namespace pawl {

struct CalibrateOptions {
  int runs = 20;
  std::string case_pattern;  // a regular expression searched for in case names; empty: all
  stats::PairTestOptions test;
  uint64_t seed = 0;
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

struct CaseCalibration {
  std::string case_name;
  std::optional<stats::Calibration> numbers;  // nullopt: see error
  std::string error;
};

// Compares every case of a binary with itself, `runs` times over as a gate would, and says what this machine's noise
// makes of each. `sides` are two factories of the same binary. Each run starts anew: its own calibration of iterations
// and its own order. InvalidArgument for a pattern that is none or matches no case.
absl::StatusOr<std::vector<CaseCalibration>> CalibrateCases(const Against& sides, const std::vector<std::string>& cases,
                                                            const CalibrateOptions& options);

// A table, one line per case, and a sentence on how to read it.
std::string RenderCalibration(const std::vector<CaseCalibration>& cases, const stats::PairTestOptions& test);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_CALIBRATE_H_
