#ifndef PAWL_TOOLS_STATS_SIMULATION_H_
#define PAWL_TOOLS_STATS_SIMULATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tools/stats/claim_test.h"
#include "tools/stats/pair_test.h"
#include "tools/stats/recorded_process.h"

// How often the sequential tests are right and wrong on recorded noise. Pure and seeded: the same recording and options
// give the same counts. Every function aborts on an empty recording.
namespace pawl::stats {

// The log-ratios of process pairs of one benchmark, in time order.
using LogRatios = std::vector<double>;

// Consecutive observations that a simulation keeps together. Long enough for the episodes of noise that outlast a
// process pair, short enough to leave dozens of blocks in a recording of 200 pairs.
inline constexpr size_t kBlock = 8;

// Which of the two processes of a recorded pair is called the contender.
enum class Sides {
  // As in the recording. What made the sides differ there for its whole length is kept: the harsher test of a machine,
  // but one whose null hypothesis nothing guarantees.
  kAsRecorded,
  // By a coin for each pair, that is with a random sign. Justified for identical code and for nothing else: there a
  // comparison draws afresh, pair by pair, everything that distinguishes the sides, so that (a, b) and (b, a) are
  // equally
  // likely, however noisy the pair and whatever came before. The coin repeats that draw, and no more; the sizes of the
  // log-ratios and their order stay as recorded. It can't show a randomisation that is broken; the null control does
  // that.
  kDrawnAnew,
};

struct PairOutcomes {
  int64_t tests = 0;
  int64_t regressed = 0;
  int64_t improved = 0;
  int64_t unchanged = 0;
  int64_t exhausted = 0;
  int64_t unfinished = 0;  // The recording ended first.
  int64_t pairs = 0;       // Of all tests together.

  void Count(const PairTest& test);
  PairOutcomes& operator+=(const PairOutcomes& other);
};

struct SuiteOptions {
  int suites = 10'000;
  int cases = 50;  // In a suite, each on the noise of a benchmark drawn at random.
  Sides sides = Sides::kDrawnAnew;
  double effect = 0;  // True log-ratio, added to the noise of every case.
  PairTestOptions test;
  uint64_t seed = 1;
};

struct SuiteOutcomes {
  int64_t suites = 0;
  int64_t any_regressed = 0;  // Suites with at least one such case.
  int64_t any_decided = 0;    // Suites with a case that is regressed or improved.
  PairOutcomes cases;
};

// Runs of a whole suite on noise drawn from the recordings of identical code by BlockBootstrap.
SuiteOutcomes SimulateSuites(std::span<const LogRatios> recordings, const SuiteOptions& options);

// The levels at which EvidenceOfNothing counts.
inline constexpr std::array<double, 3> kEvidenceLevels = {10, 100, 1000};

struct EvidenceCounts {
  int64_t runs = 0;
  std::array<int64_t, kEvidenceLevels.size()> reached = {};  // Runs whose E ever was that large.
};

// One EProcess a run at boundary 0, over 'pairs' pairs whose sides are drawn anew: the edge of the null hypothesis,
// where Ville's inequality promises P(E ever >= c) <= 1 / c and no theta comes to help.
EvidenceCounts EvidenceOfNothing(std::span<const LogRatios> recordings, int64_t runs, int pairs, uint64_t seed);

// A test in each window of the recording, as if the run had begun there: from every 'stride'-th pair that has max_pairs
// pairs to come, on until it decides. Windows overlap, so they are no independent tries.
PairOutcomes WalkWindows(std::span<const double> log_ratios, const PairTestOptions& options, size_t stride);

struct ClaimOutcomes {
  int64_t tests = 0;
  int64_t holds = 0;
  int64_t broken = 0;
  int64_t exhausted = 0;
  int64_t processes = 0;  // Of all tests together.

  ClaimOutcomes& operator+=(const ClaimOutcomes& other);
};

// Runs of a claim about two implementations on whole processes drawn from their recording by BlockBootstrap. Signs
// stay: different code is not exchangeable.
ClaimOutcomes SimulateClaim(std::span<const RecordedProcess> recording, const ClaimTestOptions& options, int tests,
                            uint64_t seed);

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_SIMULATION_H_
