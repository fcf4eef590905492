#ifndef PAWL_TOOLS_STATS_BINOMIAL_INTERVAL_H_
#define PAWL_TOOLS_STATS_BINOMIAL_INTERVAL_H_

#include <cstdint>

namespace pawl::stats {

struct ProbabilityInterval {
  double low;
  double high;
};

// The 95 % confidence interval for a probability after 'hits' in 'trials' independent tries: Clopper and Pearson, 1934.
// Never covers less often than it says, also for 0 hits (where it is [0, 3.7 / trials]) and for few trials; it is a
// little wide instead. Aborts unless 0 <= hits <= trials and trials >= 1.
ProbabilityInterval ClopperPearson(int64_t hits, int64_t trials);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_BINOMIAL_INTERVAL_H_
