#include "tools/stats/e_process.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tools/stats/check.h"

namespace pawl::stats {
namespace {

constexpr std::array<double, 5> kLambdas = {12.5, 25, 50, 100, 200};  // 1/lambda spans the SDs seen, 0.4 % to 9 %.
constexpr double kStake = 0.9;                                        // The header says why not 1.

}  // namespace

EProcess::EProcess(double boundary, Direction direction)
    : boundary_(boundary), sign_(direction == Direction::kAbove ? 1.0 : -1.0) {
  Check(std::isfinite(boundary), "the boundary is finite");
}

void EProcess::Add(double d) {
  Check(std::isfinite(d), "the observation is finite");
  for (size_t i = 0; i < kLambdas.size(); ++i) {
    log_products_[i] += std::log1p(kStake * std::tanh(kLambdas[i] * sign_ * (d - boundary_)));
  }
  max_log_e_ = std::max(max_log_e_, LogE());
}

double EProcess::LogE() const {
  // Log-sum-exp: the largest term is taken out, so every exponential is in [0, 1] and one of them is 1.
  const double largest = *std::max_element(log_products_.begin(), log_products_.end());
  double sum = 0;
  for (const double log_product : log_products_) sum += std::exp(log_product - largest);
  return largest + std::log(sum / static_cast<double>(log_products_.size()));
}

bool EProcess::Rejects(double alpha) const {
  Check(alpha > 0 && alpha < 1, "0 < alpha < 1");
  return max_log_e_ >= -std::log(alpha);
}

}  // namespace pawl::stats
