#ifndef PAWL_TOOLS_CLI_ACCEPT_RECORDS_H_
#define PAWL_TOOLS_CLI_ACCEPT_RECORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/gate/limits.h"
#include "tools/model/evidence.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"
#include "tools/model/user_metric.h"
#include "tools/stats/floors.h"

// From two measurements of one case to the numbers that may be stored, and from two of these to what changed. Pure.
namespace pawl {

// A FailedPrecondition that begins by saying that nothing was written.
absl::Status Refuse(std::string why);

// The floors of both runs' processes, in the order in which they ran.
stats::FloorRatio FloorsOf(const PairEvidence& a, const PairEvidence& b);

// The counted metrics; without those that a run could not count. Refuses what differs between the runs or their repeats
// by more than its limit.
absl::StatusOr<std::vector<Record>> CountedRecords(const CaseEvidence& a, const CaseEvidence& b, const Limits& limits,
                                                   const Environment& environment);

// The declared counters that the case sets, in base units. Refuses what only one run set, what is negative, and what
// differs between the runs by more than its limit.
absl::StatusOr<std::vector<Record>> CounterRecords(const CaseEvidence& a, const CaseEvidence& b,
                                                   const std::vector<UserMetric>& counters, const Limits& limits,
                                                   const Environment& environment);

// The ratio of floors over both runs together, with its spread. Refuses runs that disagree by more than the gate's
// warning level for the noise within each, and by more than the limit that somebody wrote for the case, if any.
absl::StatusOr<Record> RatioRecord(const PairEvidence& a, const PairEvidence& b, const Limit* written,
                                   const std::string& key);

// What the null control of both runs says of the case's live noise: a `time` record, whose spread is the SD of the
// log-ratios of process pairs and whose value, the floor in ns, is there to be read and never judged. nullopt without
// live pairs or times.
std::optional<Record> LiveNoiseRecord(const CaseEvidence& a, const CaseEvidence& b, const LiveEvidence* first,
                                      const LiveEvidence* second, const std::string& key);

// Refuses a limit that somebody wrote and that is narrower than the noise recorded with its number: it would fail on
// unchanged code. Pawl's own widens itself.
absl::Status CheckAgainstNoise(const Record& record, const Limits& limits);

// Needs a reason: beyond its limit, or a ratio that would be replaced by a larger one. Never an absolute time.
bool Worse(const Record& record, const Record& stored, const Limit& limit);

// Whether a new number says nothing new: writing it would only churn the file, or creep below the gate's limit.
bool Unchanged(const Record& record, const Record& stored, const Limit& limit);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPT_RECORDS_H_
