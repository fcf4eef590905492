#ifndef PAWL_TOOLS_MODEL_CLAIM_H_
#define PAWL_TOOLS_MODEL_CLAIM_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/metric.h"

namespace pawl {

// What an optimization promised: `metric <= [factor *] reference [if|unless feature]` or `>=`, written in BUILD beside
// its benchmark.
struct Claim {
  std::string case_name;
  std::string text;       // as written
  std::string metric;     // time, another of Pawl's own but time_ratio, or a declared user counter
  bool at_most = true;    // <= ; false for >=
  double factor = 1;      // the number itself if there is no reference; > 0 for time
  std::string reference;  // case name compared with; empty: `factor` is an absolute amount in the metric's base unit
  std::string feature;    // one of the machine's flags, as /proc/cpuinfo spells it; empty: holds everywhere
  bool unless_feature = false;  // true: holds on machines without the feature only; false: on those with it
  std::string origin;           // file:line where the claim is written, or its target is
};

// Whether the claim says something of a machine with these features, which are sorted.
bool Applies(const Claim& claim, const std::vector<std::string>& cpu_features);

// Parses one claim about one of `metrics`. `baseline` stands for the case's own reference, `case("name")` for any
// other; numbers may carry a unit of the metric's kind, and must where it counts in another than its base unit. Pure.
// Errors name the claim, the position and what was expected there; they don't say whether a named case exists, which
// only the worker's list tells.
absl::StatusOr<Claim> ParseClaim(std::string_view case_name, std::string_view text,
                                 const Metrics& metrics = BuiltInMetrics());

}  // namespace pawl

#endif  // PAWL_TOOLS_MODEL_CLAIM_H_
