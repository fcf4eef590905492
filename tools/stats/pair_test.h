#ifndef PAWL_TOOLS_STATS_PAIR_TEST_H_
#define PAWL_TOOLS_STATS_PAIR_TEST_H_

#include <optional>
#include <vector>

#include "tools/stats/e_interval.h"
#include "tools/stats/e_process.h"

// Decides, pair by pair, whether the same code in two builds still takes the same time.
//
// Four e-processes watch the log-ratios d_k = log(contender / reference) of fresh process pairs, each with a null
// hypothesis:
//
//   boundary           null hypothesis            rejected at          then
//   +theta, kAbove     slower by at most theta    alpha / alpha_shares  regressed
//   -theta, kBelow     faster by at most theta    alpha / alpha_shares  improved
//   +margin, kBelow    slower by at least margin  beta                  both: unchanged
//   -margin, kAbove    faster by at least margin  beta                  (two one-sided tests)
//
// The levels hold whenever the run stops, for noise of any size and shape that is symmetric about its centre
// (e_process.h); noise costs pairs, never false verdicts. A true change between theta and margin may be called either
// way. Swapping the sides swaps regressed and improved at the same pair and with the same evidence.
namespace pawl::stats {

struct PairTestOptions {
  // Log-ratio >= 0; 0.01 is 1 %. A red verdict speaks of a change beyond it. Code layout, which no number of pairs
  // averages out, moved 10 of 13 functions by 1.1 % at most once their code was aligned.
  double theta = 0.01;
  // Log-ratio > theta; 'unchanged' promises less than this. A lower one costs pairs as 1 / margin^2.
  double margin = 0.03;
  double alpha = 1e-5;   // Level of a case: 1000 cases give at most one false red in 100 runs.
  int alpha_shares = 1;  // How many red boundaries of the case share alpha, >= 1: this one included.
  double beta = 0.05;    // Level of 'unchanged', whose error lets one change of 'margin' in twenty pass.
  int min_pairs = 4;     // No verdict before. At the default beta 'unchanged' takes 5 anyhow (1.9^4 = 13 < 20).
  int max_pairs = 80;    // 2.3 s measured; finds +5 % in 88 % of runs, 40 pairs in 71 %.
  // Cap when E of regressed or improved is 10 or more at max_pairs: half-way evidence deserves more data. Either
  // direction, so that swapped sides still swap verdicts. Free of charge, since the levels hold at any time.
  int suspicion_pairs = 160;
};

enum class PairState {
  kUndecided,  // Needs another pair.
  kRegressed,  // Slower by more than theta.
  kImproved,   // Faster by more than theta.
  kUnchanged,  // Within the margin either way.
  kExhausted,  // Undecided at the cap: the noise is too large for this many pairs.
};

// Not synchronized. 8 bytes a pair.
class PairTest {
 public:
  // Aborts unless 0 <= theta < margin, alpha and beta are in (0, 1), and 1 <= min_pairs <= max_pairs <=
  // suspicion_pairs.
  explicit PairTest(const PairTestOptions& options = {});

  // The interquartile mean of one pair's log(contender / reference), in time order. Aborts unless it is finite. The
  // first of regressed, improved, unchanged that holds decides. A decision is final: later pairs are ignored, so that
  // state, evidence and interval always belong together.
  void Add(double log_ratio);

  PairState state() const { return state_; }

  // Pairs that the state rests on.
  int pairs() const { return static_cast<int>(log_ratios_.size()); }

  // Natural logarithms of the largest E so far against "slower (faster) by at most theta"; >= 0.
  double RegressedMaxLogE() const { return regressed_.MaxLogE(); }
  double ImprovedMaxLogE() const { return improved_.MaxLogE(); }

  // Median of the log-ratios; nullopt before the first pair.
  std::optional<double> MedianLogRatio() const;

  // EConfidenceInterval (95 %) of the log-ratios; costs 60 µs. It tests against 40, not against 1/alpha, and
  // weighs the whole run, so it need not exclude the boundary that decided.
  std::optional<LogRatioInterval> ConfidenceInterval() const { return EConfidenceInterval(log_ratios_); }

 private:
  PairState Look() const;

  PairTestOptions options_;
  EProcess regressed_;
  EProcess improved_;
  EProcess not_slower_;
  EProcess not_faster_;
  std::vector<double> log_ratios_;
  PairState state_ = PairState::kUndecided;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_PAIR_TEST_H_
