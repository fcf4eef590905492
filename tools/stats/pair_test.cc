#include "tools/stats/pair_test.h"

#include <cmath>

#include "tools/stats/check.h"
#include "tools/stats/robust.h"

namespace pawl::stats {
namespace {

bool IsLevel(double level) { return level > 0 && level < 1; }

}  // namespace

PairTest::PairTest(const PairTestOptions& options)
    : options_(options),
      regressed_(options.theta, Direction::kAbove),
      improved_(-options.theta, Direction::kBelow),
      not_slower_(options.margin, Direction::kBelow),
      not_faster_(-options.margin, Direction::kAbove) {
  Check(options.theta >= 0 && options.theta < options.margin, "0 <= theta < margin");
  Check(IsLevel(options.alpha) && IsLevel(options.beta), "alpha and beta are in (0, 1)");
  Check(options.alpha_shares >= 1, "alpha_shares >= 1");
  Check(
      1 <= options.min_pairs && options.min_pairs <= options.max_pairs && options.max_pairs <= options.suspicion_pairs,
      "1 <= min_pairs <= max_pairs <= suspicion_pairs");
}

void PairTest::Add(double log_ratio) {
  Check(std::isfinite(log_ratio), "the log-ratio is finite");
  if (state_ != PairState::kUndecided) return;
  regressed_.Add(log_ratio);
  improved_.Add(log_ratio);
  not_slower_.Add(log_ratio);
  not_faster_.Add(log_ratio);
  log_ratios_.push_back(log_ratio);
  state_ = Look();
}

std::optional<double> PairTest::MedianLogRatio() const {
  if (log_ratios_.empty()) return std::nullopt;
  return Median(log_ratios_);
}

PairState PairTest::Look() const {
  if (pairs() < options_.min_pairs) return PairState::kUndecided;
  const double alpha = options_.alpha / options_.alpha_shares;
  if (regressed_.Rejects(alpha)) return PairState::kRegressed;
  if (improved_.Rejects(alpha)) return PairState::kImproved;
  if (not_slower_.Rejects(options_.beta) && not_faster_.Rejects(options_.beta)) return PairState::kUnchanged;
  if (pairs() < options_.max_pairs) return PairState::kUndecided;
  // Beyond max_pairs the suspicion is not asked for again: who was suspicious there gets every extra pair.
  if (pairs() == options_.max_pairs) {
    const double log_suspicious = std::log(kSuspiciousE);
    const bool suspicious = regressed_.LogE() >= log_suspicious || improved_.LogE() >= log_suspicious;
    return suspicious && options_.max_pairs < options_.suspicion_pairs ? PairState::kUndecided : PairState::kExhausted;
  }
  return pairs() < options_.suspicion_pairs ? PairState::kUndecided : PairState::kExhausted;
}

}  // namespace pawl::stats
