#include "tools/stats/binomial_interval.h"

#include <boost/math/distributions/binomial.hpp>

#include "tools/stats/check.h"

namespace pawl::stats {

ProbabilityInterval ClopperPearson(int64_t hits, int64_t trials) {
  Check(trials >= 1, "trials >= 1");
  Check(0 <= hits && hits <= trials, "0 <= hits <= trials");
  using Binomial = boost::math::binomial_distribution<double>;
  constexpr double kEach = 0.025;  // Half of 5 % for each end.
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(hits);
  return {Binomial::find_lower_bound_on_p(n, k, kEach), Binomial::find_upper_bound_on_p(n, k, kEach)};
}

}  // namespace pawl::stats
