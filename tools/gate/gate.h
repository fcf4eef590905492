#ifndef PAWL_TOOLS_GATE_GATE_H_
#define PAWL_TOOLS_GATE_GATE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "tools/gate/accepted.h"
#include "tools/gate/limits.h"
#include "tools/gate/policy.h"
#include "tools/model/claim.h"
#include "tools/model/evidence.h"
#include "tools/model/result.h"
#include "tools/model/stored_baseline.h"
#include "tools/model/user_metric.h"

namespace pawl {

// Libraries and types: cases in all but being run. Name -> the one metric that it has.
using SizedNames = std::map<std::string, std::string, std::less<>>;

// Everything that decides beside the evidence.
struct GateInput {
  std::optional<StoredBaseline> baseline;  // nullopt: there is no file
  std::string baseline_path;               // as named in messages
  std::optional<StoredBaseline> anchor;    // the numbers of the last release; nullopt: none are pinned
  std::string anchor_path;
  bool anchored = false;              // `baseline` is the anchor: limits are wider
  std::vector<Claim> claims;          // of the gated cases
  Limits limits;                      // that somebody wrote for this perf_test
  std::vector<UserMetric> counters;   // that the perf_test declares
  Policy policy;                      // which verdicts block
  std::vector<std::string> cases;     // every case of the binary, and what is sized
  SizedNames sized;                   // those of `cases` that never run
  std::set<std::string> gated;        // those judged now; the others' records are not selected, hence not missing
  std::set<std::string> claims_only;  // those of `gated` that have no stored numbers: their inputs are not ours to fix
  std::set<std::string> left_out;     // those of the scope that a filter or another shard leaves out
  bool filtered = false;              // a test filter is on: records without a case are not selected, hence not missing
  std::string build_key;
  std::string time_key;
  std::string instruction_key;            // empty if no instructions were counted
  std::string source;                     // hash of the benchmark's own sources and data; empty: unknown
  std::vector<std::string> cpu_features;  // sorted
  // Of the gated cases; empty where live pairs are with a build that somebody named.
  AcceptedBinaries accepted;
  bool out_of_time = false;  // what is still undecided becomes unstable
  bool final = false;        // the last look at this evidence: rows get their intervals
};

// The key under which the numbers of one of CountedMetrics() are stored.
const std::string& CountedKey(const GateInput& input, std::string_view metric);

struct Judgement {
  std::vector<Row> rows;  // worst first; a row that needs more processes stands as unstable
  std::vector<Crossover> crossovers;
  std::vector<std::string> notes;  // slower implementations, slack claims, anchors of what is no more
  // (contender, reference) pairs that another process could decide. Empty if out_of_time.
  std::set<std::pair<std::string, std::string>> undecided;
  // Cases of the live comparison that another group of processes could decide, with the sides that it needs.
  std::map<std::string, std::set<int>> undecided_live;
};

// Pairs of cases that have to be timed in the same rounds to judge `gated` cases: each with its reference, and with the
// reference of each of its time claims. `cases` are those that run. Claims that don't apply to this CPU count, too:
// shards on different machines have to agree about who belongs together.
std::vector<std::pair<std::string, std::string>> PairsToTime(const std::set<std::string>& gated,
                                                             const std::vector<std::string>& cases,
                                                             const std::vector<Claim>& claims);

// Whether every claim speaks of cases that exist. Errors name the claim, where it is written and the nearest case.
absl::Status CheckClaims(const std::vector<Claim>& claims, const std::vector<std::string>& cases);

// Whether every claim compares what its cases have: sized things the metric of their size, and all others anything but
// a size. Errors name the claim and where it is written.
absl::Status CheckClaimedMetrics(const std::vector<Claim>& claims, const SizedNames& sized);

// Whether each declared counter is among those that cases `set`, or at least stored; a stored one has its `missing`
// rows. To be asked only once every case of the gate set has run without error: one that has not may be the one that
// sets it. Errors name the counters that there are.
absl::Status CheckCounters(const std::set<std::string>& set, const GateInput& input);

// One verdict for each row: every gated case x (stored comparison or claim), every stored record without a case, and
// every required metric without any of these.
// Pure: no file, clock or process. O(n log n) in rows and records, O(processes) for each timed pair.
Judgement Judge(const Evidence& evidence, const GateInput& input);

}  // namespace pawl

#endif  // PAWL_TOOLS_GATE_GATE_H_
