#ifndef PAWL_TOOLS_CLI_PROFILE_RUN_H_
#define PAWL_TOOLS_CLI_PROFILE_RUN_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tools/model/profile.h"
#include "tools/model/result.h"
#include "tools/runner/profiler.h"

// Call sites for what a finished run found: taken after all timing, and of an all-ok gate never.
namespace pawl {

// The cases whose allocations or time have moved, in the order of their rows: a row, claim or anchor on allocations,
// allocated_bytes, peak_bytes, leaked_bytes, instructions, time or time_ratio that is regressed or improved, or counts
// that differ between repeats of one measurement.
std::vector<std::string> Suspects(const Result& result);

// And every other case that allocates: what a report shows, and what `.accept` keeps.
std::vector<std::string> SuspectsAndAllocating(const Result& result);

// The profiles of one run, one file each. Whoever has another instrument appends to them.
struct RunProfiles {
  Profiles contender;
  Profiles against;  // of the build that the run was compared with; empty without one
};

// One build and who profiles it. Borrowed.
struct ProfiledSide {
  Profiler* profiler = nullptr;
  Profiles* into = nullptr;
};

struct ProfilingOptions {
  // A case that would probably end later is left out, with a note.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  bool alone = true;  // waits for the machine-wide measuring lock: profiling disturbs whoever times
  std::function<void(const std::string&)> progress = [](const std::string&) {};
};

// Appends the profiles of `cases` by every side. What could not be had stands in the side's `missing`, once per case,
// and once for all cases in the notes of `result`; what failed, in its warnings. No verdict changes. Without cases no
// process starts.
void ProfileCases(const std::vector<std::string>& cases, const std::vector<ProfiledSide>& sides,
                  const ProfilingOptions& options, Result& result);

// Where the profiles of a result stand: profiles.json beside result.json, x.profiles.json beside x.json; `suffix` is ""
// or "_against".
std::string ProfilesPath(const std::string& result_path, const std::string& suffix);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PROFILE_RUN_H_
