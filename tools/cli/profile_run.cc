#include "tools/cli/profile_run.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>

#include "fmt/format.h"
#include "tools/model/metric.h"
#include "tools/runner/machine.h"

namespace pawl {
namespace {

using Steady = std::chrono::steady_clock;

bool Suspicious(const Row& row) {
  const std::string_view metric = MetricOf(row.comparison);
  const bool counted = FindMetric(CountedMetrics(), metric) != nullptr;
  const bool timed = metric == kTime || metric == kTimeRatio;
  if (row.verdict == Verdict::kUnstable) return counted;
  return (counted || timed) && (row.verdict == Verdict::kRegressed || row.verdict == Verdict::kImproved);
}

void Note(std::vector<std::string>& notes, std::string note) {
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

void ProfileCase(const std::string& case_name, const ProfiledSide& side, Result& result) {
  absl::StatusOr<CaseProfiles> profiled = side.profiler->Run(case_name);
  const std::string instrument(side.profiler->Instrument());
  if (!profiled.ok()) {
    const std::string message(profiled.status().message());
    side.into->missing.push_back({case_name, instrument, message});
    result.warnings.push_back(fmt::format("{}: no profile by {}: {}", case_name, instrument, message));
    return;
  }
  for (MissingProfile& missing : profiled->missing) {
    Note(result.notes, fmt::format("no profile by {}: {}", instrument, missing.reason));
    side.into->missing.push_back(std::move(missing));
  }
  std::move(profiled->profiles.begin(), profiled->profiles.end(), std::back_inserter(side.into->profiles));
}

}  // namespace

std::vector<std::string> Suspects(const Result& result) {
  std::vector<std::string> suspects;
  for (const Row& row : result.rows) {
    if (Suspicious(row)) Note(suspects, row.case_name);
  }
  return suspects;
}

std::vector<std::string> SuspectsAndAllocating(const Result& result) {
  std::vector<std::string> cases = Suspects(result);
  std::set<std::string> judged;
  for (const Row& row : result.rows) judged.insert(row.case_name);
  for (const CaseEvidence& one : result.evidence.cases) {
    const bool allocates = one.allocations && one.allocations->allocations > 0;
    if (!one.error && allocates && judged.contains(one.case_name)) Note(cases, one.case_name);
  }
  return cases;
}

void ProfileCases(const std::vector<std::string>& cases, const std::vector<ProfiledSide>& sides,
                  const ProfilingOptions& options, Result& result) {
  if (cases.empty() || sides.empty()) return;
  std::optional<MeasuringLock> lock;
  if (options.alone) {
    auto acquired = MeasuringLock::Acquire(
        [] { fmt::print(stderr, "waiting for call sites: another run is measuring on this machine\n"); });
    if (!acquired.ok()) {
      result.warnings.push_back(fmt::format("no call sites: {}", std::string(acquired.status().message())));
      return;
    }
    lock.emplace(*std::move(acquired));
  }
  Steady::duration longest{0};
  for (size_t i = 0; i < cases.size(); ++i) {
    const auto start = Steady::now();
    const double left_s = std::chrono::duration<double>(longest).count() * static_cast<double>(cases.size() - i);
    if (start + longest >= options.deadline) {
      result.notes.push_back(
          fmt::format("call sites of {} of {} cases only: the time limit of this test does not suffice for the others",
                      i, cases.size()));
      return;
    }
    options.progress(
        fmt::format("call sites of case {} of {}, about {:.0f} s left: {}", i + 1, cases.size(), left_s, cases[i]));
    for (const ProfiledSide& side : sides) ProfileCase(cases[i], side, result);
    longest = std::max(longest, Steady::now() - start);
  }
}

std::string ProfilesPath(const std::string& result_path, const std::string& suffix) {
  const std::filesystem::path path = result_path;
  const std::string stem = path.stem() == "result" ? "" : path.stem().string() + ".";
  return path.parent_path() / fmt::format("{}profiles{}.json", stem, suffix);
}

}  // namespace pawl
