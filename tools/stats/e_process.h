#ifndef PAWL_TOOLS_STATS_E_PROCESS_H_
#define PAWL_TOOLS_STATS_E_PROCESS_H_

#include <array>

// Evidence that may be looked at after every observation, for one boundary and one direction.
//
// Picture a gambler who starts with 1 and, before each observation d, stakes part of his money on "d lies beyond the
// boundary t". Under the null hypothesis the game is fair or worse, so whoever multiplies his money by 100 has seen
// something that happens at most once in 100 such games, no matter when he chose to stop. Here, for the direction s in
// {+1, -1},
//
//   E_K = mean over lambda in {12.5, 25, 50, 100, 200} of  prod_{k <= K} (1 + 0.9 * tanh(lambda * s * (d_k - t))).
//
// Null hypothesis: given the past, each d_k is distributed symmetrically about a centre c_k with s * (c_k - t) <= 0.
// Nothing else is assumed: no variance, no tails, no equal distributions, no fixed number of observations. For two
// copies of the same code symmetry about 0 is created by drawing everything that distinguishes the sides at random; for
// different code it is an assumption, and a distribution that changes shape may count as a change.
//
// Guarantee: tanh is odd and increasing, so under the null each factor has expectation <= 1 given the past; products
// and means of such are non-negative supermartingales from 1; and by Ville's inequality (1939) P(E_K >= 1/alpha for any
// K) <= alpha. This is testing by betting; see Ramdas, Grünwald, Vovk and Shafer, "Game-theoretic statistics and safe
// anytime-valid inference", Statistical Science 38(4), 2023. Hence: continue whenever in doubt, never restart at 1,
// never take the best of several runs.
//
// Why tanh: it bounds the stake an outlier can move, and near the boundary acts like the observation itself. Why five
// lambdas: each is most sensitive to a noise of about 1/lambda (8 % down to 0.5 %), and a mean needs no choice; it
// costs a factor 5 at most. Why 0.9: one wild observation costs at most a factor 1 / (1 - 0.9) = 10 and gains at
// most 1.9; with 1.0 it could wipe out all evidence for good.
namespace pawl::stats {

enum class Direction {
  kAbove = +1,  // Bets that the centre is above the boundary; the null is "at or below".
  kBelow = -1,  // Bets that the centre is below it; the null is "at or above".
};

// Evidence that earns a run more observations at its cap: at most one true null in ten ever gets there.
inline constexpr double kSuspiciousE = 10;

// Not synchronized. 88 bytes, whatever the number of observations.
class EProcess {
 public:
  // 'boundary' is in the unit of the observations, log-ratios: log(1.03) or so. Aborts unless it is finite.
  EProcess(double boundary, Direction direction);

  // One observation, in time order. Aborts unless it is finite. Some 30 ns in an optimized build.
  void Add(double d);

  // Natural logarithm of the current E_K; 0 before the first observation. Never overflows: the products are rescaled.
  double LogE() const { return log_e_; }

  // Natural logarithm of the largest E_k so far, k = 0 (where E is 1) included; so never negative.
  double MaxLogE() const { return max_log_e_; }

  // Whether E ever reached 1/alpha: the null is rejected at level 'alpha' in (0, 1). Once true it stays true.
  // The gain of 1.9 takes 18 observations at least to 1e-5, the mean over lambdas 19 for ordinary effects.
  bool Rejects(double alpha) const;

 private:
  double boundary_;
  double sign_;
  std::array<double, 5> products_ = {1, 1, 1, 1, 1};  // One for each lambda, divided by exp(log_scale_).
  double log_scale_ = 0;
  double log_e_ = 0;
  double max_log_e_ = 0;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_E_PROCESS_H_
