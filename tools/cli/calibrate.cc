#include "tools/cli/calibrate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
#include <set>

#include "fmt/format.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

using Runs = std::map<std::string, std::vector<std::vector<double>>>;

bool Undecided(const LiveEvidence& live, const stats::PairTestOptions& options) {
  stats::PairTest test(options);
  for (double d : live.log_ratios) test.Add(d);
  return test.state() == stats::PairState::kUndecided;
}

// One run of all cases; what failed is noted in `errors` and not run again.
absl::Status RunOnce(const Against& sides, const std::vector<std::string>& cases, const CalibrateOptions& options,
                     uint64_t seed, Runs& runs, std::map<std::string, std::string>& errors) {
  LiveRun run(sides, seed);
  std::vector<CaseSamples> samples;
  for (const std::string& name : cases) {
    if (errors.contains(name)) continue;
    samples.emplace_back().case_name = name;
  }
  std::vector<std::string> warnings;
  if (absl::Status status = run.Open(samples, warnings); !status.ok()) return status;
  while (true) {
    std::map<std::string, std::set<int>> wanted;
    for (const LiveEvidence& live : run.Evidence()) {
      if (!live.error && Undecided(live, options.test)) wanted[live.case_name] = {kAcceptedSide, kContenderSide};
    }
    if (wanted.empty()) break;
    if (absl::Status status = run.TimeOneGroup(wanted); !status.ok()) return status;
  }
  for (const LiveEvidence& live : run.Evidence()) {
    if (live.error) {
      errors[live.case_name] = *live.error;
    } else {
      runs[live.case_name].push_back(live.log_ratios);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Matching(const std::vector<std::string>& cases, const std::string& pattern) {
  std::vector<std::string> matching;
  try {
    const std::regex regex(pattern);
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(matching),
                 [&](const std::string& name) { return std::regex_search(name, regex); });
  } catch (const std::regex_error& error) {
    return absl::InvalidArgumentError(fmt::format("--case={} is no regular expression: {}", pattern, error.what()));
  }
  if (!matching.empty()) return matching;
  const std::string nearest = Nearest(pattern, cases);
  return absl::InvalidArgumentError(
      fmt::format("--case={} matches no case{}", pattern, nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

std::string Percent(const std::optional<double>& log_ratio, const char* without) {
  return log_ratio ? fmt::format("{:.1f} %", std::expm1(*log_ratio) * 100) : without;
}

}  // namespace

absl::StatusOr<std::vector<CaseCalibration>> CalibrateCases(const Against& sides, const std::vector<std::string>& cases,
                                                            const CalibrateOptions& options) {
  const absl::StatusOr<std::vector<std::string>> matching = Matching(cases, options.case_pattern);
  if (!matching.ok()) return matching.status();
  Runs runs;
  std::map<std::string, std::string> errors;
  for (int i = 0; i < options.runs; ++i) {
    options.progress(fmt::format("run {} of {}", i + 1, options.runs));
    absl::Status status = RunOnce(sides, *matching, options, options.seed + static_cast<uint64_t>(i), runs, errors);
    if (!status.ok()) return status;
  }
  std::vector<CaseCalibration> calibrations;
  for (const std::string& name : *matching) {
    CaseCalibration calibration{name, std::nullopt, errors[name]};
    if (calibration.error.empty()) calibration.numbers = stats::Calibrate(runs[name], options.test, options.seed);
    calibrations.push_back(std::move(calibration));
  }
  return calibrations;
}

std::string RenderCalibration(const std::vector<CaseCalibration>& cases, const stats::PairTestOptions& test) {
  std::string text = fmt::format("{:>6} {:>18} {:>8} {:>6} {:>7} {:>10}  {}\n", "alarms", "rate, 95 %", "noise",
                                 "pairs", "quiet", "finds", "case");
  int alarms = 0;
  int runs = 0;
  for (const CaseCalibration& one : cases) {
    if (!one.numbers) {
      text += fmt::format("{:>6} {}: {}\n", "error", one.case_name, one.error);
      continue;
    }
    const stats::Calibration& numbers = *one.numbers;
    alarms += numbers.alarms;
    runs += numbers.runs;
    text += fmt::format("{:>3}/{:<2} {:>18} {:>8} {:>6.1f} {:>7} {:>10}  {}{}\n", numbers.alarms, numbers.runs,
                        fmt::format("{:.1f} to {:.1f} %", numbers.alarm_rate.low * 100, numbers.alarm_rate.high * 100),
                        Percent(numbers.sd, ""), numbers.mean_pairs, Percent(numbers.quiet_theta, "none"),
                        Percent(numbers.detectable, "> 50 %"), one.case_name, numbers.two_heaps ? "  (two heaps)" : "");
  }
  text += fmt::format(
      "{} of {} comparisons of identical code alarmed. noise: SD of a process pair; pairs: until decided; quiet: "
      "smallest "
      "theta without an alarm here (in use: {}); finds: smallest slowdown found 9 times in 10.\n",
      alarms, runs, Percent(test.theta, ""));
  return text;
}

}  // namespace pawl
