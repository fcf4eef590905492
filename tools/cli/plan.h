#ifndef PAWL_TOOLS_CLI_PLAN_H_
#define PAWL_TOOLS_CLI_PLAN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/claim.h"
#include "tools/model/metric.h"
#include "tools/model/user_metric.h"

namespace pawl {

// The `limits` of a perf_limits, of the package or the repository.
struct OuterLimits {
  std::string name;        // of the rule
  std::string build_file;  // where it is written; may be empty
  std::vector<std::string> limits;
};

// What a perf_test says about limits and about which verdicts block, as texts.
struct PlanPolicy {
  std::vector<std::string> limits;
  std::map<std::string, std::vector<std::string>> case_limits;  // case -> texts
  std::vector<OuterLimits> outer_limits;                        // of the package, then of the repository
  std::map<std::string, std::vector<std::string>> mutes;        // case -> texts
  bool ratchet = false;
  std::string new_cases = "fail";  // or "allow"
  std::vector<std::string> require;
  std::vector<std::string> strict;
};

// The static archive of a library that a benchmark measures.
struct PlanLibrary {
  std::string name;  // its label
  std::string file;
};

// What a perf_test rule hands to the program: its attributes, and where Bazel put its files. Paths are relative to the
// runfiles directory of the main workspace, which is the working directory of every command that takes a plan.
struct Plan {
  std::string target;                    // //benches:image_flags_perf, as its user names it
  std::string pawl;                      // the label of this program, likewise
  std::string binary;                    // the benchmark binary
  std::vector<std::string> layouts;      // the same benchmark, linked in other orders
  std::string counter;                   // the allocation counter's shared object
  std::string baseline_file;             // may not exist
  std::string build_file;                // where the perf_test is written; empty if it is not at hand
  std::string status_file;               // stamped facts about the commit; may not exist
  std::string store_file;                // says where accepted binaries are; empty for commands that need none
  std::vector<std::string> sources;      // the benchmark's own sources and data, which its stored numbers belong to
  std::vector<std::string> other_files;  // that it may read or run, too: programs, and data of its deps
  // Those in the packages of the perf_test's deps that ship and have an archive.
  std::vector<PlanLibrary> libraries;
  std::vector<std::string> compiler_flags;
  std::map<std::string, std::vector<std::string>> claims;  // case -> texts
  std::map<std::string, std::string> metrics;              // user counter -> its declaration
  std::vector<std::string> sweep;                          // regexes of cases that only `report --sweep` runs
  std::vector<std::string> report_only;                    // regexes of cases that every report and no gate runs
  PlanPolicy policy;

  std::string AcceptCommand() const { return "bazel run " + target + ".accept"; }
};

absl::StatusOr<Plan> ReadPlan(const std::string& path);

// What any version's rule says, as far as it is there: target, binary, layouts, counter, status file, sources and
// compiler flags. For the plan of another revision.
absl::StatusOr<Plan> ReadOtherPlan(const std::string& path);

// The plan's user counters, parsed; each limit's origin is the line of the declaration, as far as it can be found. The
// first mistake is the error and begins with that place.
absl::StatusOr<std::vector<UserMetric>> ParseMetrics(const Plan& plan);

// The plan's claims about `metrics`, parsed, each with the line of its text within its case's entry in the BUILD file;
// without that, the line of the entry, the file, or the target. The first mistake is the error and begins with that
// place.
absl::StatusOr<std::vector<Claim>> ParseClaims(const Plan& plan, const Metrics& metrics = BuiltInMetrics());

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_PLAN_H_
