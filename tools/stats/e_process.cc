#include "tools/stats/e_process.h"

#include <algorithm>
#include <cmath>

#include "tools/stats/check.h"

namespace pawl::stats {
namespace {

constexpr double kSmallestLambda = 12.5;  // And its doubles up to 200: 1/lambda spans the SDs seen, 0.4 % to 9 %.
constexpr double kStake = 0.9;            // The header says why not 1.
// The sum is brought back to 1 outside these. Far enough from a double's own limits for the smallest of the five
// products: within one run of 160 observations none falls below 1e-205 of the largest. One that underflows later only
// loses its stake.
constexpr double kTiny = 1e-50;
constexpr double kHuge = 1e50;

}  // namespace

EProcess::EProcess(double boundary, Direction direction)
    : boundary_(boundary), sign_(direction == Direction::kAbove ? 1.0 : -1.0) {
  Check(std::isfinite(boundary), "the boundary is finite");
}

void EProcess::Add(double d) {
  Check(std::isfinite(d), "the observation is finite");
  // One tanh and one logarithm instead of eleven of each: a judge of 1,000 cases spends most of its time here.
  double tanh = std::tanh(kSmallestLambda * sign_ * (d - boundary_));
  double sum = 0;
  for (double& product : products_) {
    product *= 1 + kStake * tanh;
    sum += product;
    tanh = 2 * tanh / (1 + tanh * tanh);  // tanh(2x): each lambda is twice the one before.
  }
  log_e_ = log_scale_ + std::log(sum / static_cast<double>(products_.size()));
  max_log_e_ = std::max(max_log_e_, log_e_);
  if (sum < kTiny || sum > kHuge) {
    for (double& product : products_) product /= sum;
    log_scale_ += std::log(sum);
  }
}

bool EProcess::Rejects(double alpha) const {
  Check(alpha > 0 && alpha < 1, "0 < alpha < 1");
  return max_log_e_ >= -std::log(alpha);
}

}  // namespace pawl::stats
