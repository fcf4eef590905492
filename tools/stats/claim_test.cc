#include "tools/stats/claim_test.h"

#include <cmath>

#include "tools/stats/check.h"
#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

// Checked here, since the logarithm is needed before the constructor's body runs.
double LogFactor(double factor) {
  Check(std::isfinite(factor) && factor > 0, "the factor is finite and positive");
  return std::log(factor);
}

}  // namespace

ClaimTest::ClaimTest(const ClaimTestOptions& options)
    : options_(options),
      broken_(LogFactor(options.factor),
              options.relation == Relation::kAtMost ? Direction::kAbove : Direction::kBelow) {
  Check(options.alpha > 0 && options.alpha < 1, "0 < alpha < 1");
  Check(options.alpha_shares >= 1, "alpha_shares >= 1");
  Check(1 <= options.min_processes && options.min_processes <= options.max_processes &&
            options.max_processes <= options.suspicion_processes,
        "1 <= min_processes <= max_processes <= suspicion_processes");
}

void ClaimTest::Add(double log_ratio, double contender_floor_ns, double reference_floor_ns) {
  Check(std::isfinite(log_ratio), "the log-ratio is finite");
  if (state_ != ClaimState::kUndecided) return;
  broken_.Add(log_ratio);
  floors_.Add(contender_floor_ns, reference_floor_ns);
  log_ratios_.push_back(log_ratio);
  state_ = Look();
}

std::optional<double> ClaimTest::MedianLogRatio() const {
  if (log_ratios_.empty()) return std::nullopt;
  return Median(log_ratios_);
}

bool ClaimTest::FloorsWithinFactor() const {
  const double ratio = floors_.ratio();
  return options_.relation == Relation::kAtMost ? ratio <= options_.factor : ratio >= options_.factor;
}

ClaimState ClaimTest::Look() const {
  const int processes = floors_.processes();
  if (processes < options_.min_processes) return ClaimState::kUndecided;
  if (FloorsWithinFactor()) return ClaimState::kHolds;
  if (broken_.Rejects(options_.alpha / options_.alpha_shares)) return ClaimState::kBroken;
  if (processes < options_.max_processes) return ClaimState::kUndecided;
  if (processes == options_.max_processes) {
    const bool suspicious = broken_.LogE() >= std::log(kSuspiciousE);
    return suspicious && processes < options_.suspicion_processes ? ClaimState::kUndecided : ClaimState::kExhausted;
  }
  return processes < options_.suspicion_processes ? ClaimState::kUndecided : ClaimState::kExhausted;
}

}  // namespace pawl::stats
