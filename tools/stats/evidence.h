#ifndef PAWL_TOOLS_STATS_EVIDENCE_H_
#define PAWL_TOOLS_STATS_EVIDENCE_H_

#include <string>
#include <utility>
#include <vector>

#include "tools/model/evidence.h"
#include "tools/model/metric.h"
#include "tools/model/sample.h"

namespace pawl::stats {

// What the samples of a run say, without any judgement. `pairs` are (contender, reference) case names; a pair appears
// in the result in the given order, with empty vectors if the two were never timed in the same process. `metrics` say
// how declared user counters are aggregated. Pure; costs a sort of each process's slices.
//
// Slices never enter a later test directly: per process they become one floor and, against each reference, one
// interquartile mean of log-ratios between slices of the same round.
Evidence BuildEvidence(const std::vector<CaseSamples>& samples,
                       const std::vector<std::pair<std::string, std::string>>& pairs,
                       const Metrics& metrics = BuiltInMetrics());

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_EVIDENCE_H_
