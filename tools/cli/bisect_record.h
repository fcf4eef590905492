#ifndef PAWL_TOOLS_CLI_BISECT_RECORD_H_
#define PAWL_TOOLS_CLI_BISECT_RECORD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/bisection.h"
#include "tools/model/limit.h"
#include "tools/model/verdict.h"

namespace pawl {

// A commit that was tried.
struct BisectStep {
  std::string commit;       // full hash
  std::string description;  // "1a2b3c4 (subject of the commit)"
  BisectOutcome outcome = BisectOutcome::kSkipped;
  std::optional<double> ratio, low, high;  // of the case's time to GOOD's, with its 95 % interval
  int pairs = 0;
  std::string reason;  // why it was skipped; what else differs
};

// What is searched for.
struct BisectQuestion {
  std::string target;  // //benches:x_perf
  std::string case_name;
  std::string good, bad;  // full hashes
  bool fine = false;
  std::vector<std::string> compiler_flags;  // that GOOD was built with: ratios of other builds are others

  bool operator==(const BisectQuestion&) const = default;
};

// How far a bisection has come; all that the next process needs to go on.
struct BisectRecord {
  BisectQuestion question;
  std::vector<BisectStep> steps;  // BAD is the first

  // Whether BAD is slower than GOOD, not faster. Only with steps.
  bool Slower() const { return *steps.front().ratio > 1; }
};

// One line per step, so that two records can be compared by eye.
std::string ToJson(const BisectRecord& record);

// InvalidArgument, which names `path` and what is wrong, for anything that ToJson did not write.
absl::StatusOr<BisectRecord> BisectRecordFromJson(std::string_view json, const std::string& path);

// "bisect-1a2b3c4-5d6e7f8-x-y-impl-optimized.json": of one question, as far as a name can tell.
std::string BisectFileName(const BisectQuestion& question);

std::string_view Word(BisectOutcome outcome);

// What a commit is judged by that lies between GOOD and a BAD of this ratio: changed if it is shown to be beyond 40 %
// of the way, unchanged if it is shown to be before 60 %. Between them it may be called either way.
Limit HalfWay(double ratio);

// What the verdict on a commit's time says where BAD is slower, or faster.
BisectOutcome OutcomeOf(Verdict verdict, bool slower);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BISECT_RECORD_H_
