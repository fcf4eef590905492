#include "tools/stats/simulation.h"

#include <cmath>
#include <random>

#include "tools/stats/block_bootstrap.h"
#include "tools/stats/check.h"
#include "tools/stats/e_process.h"

namespace pawl::stats {
namespace {

// The coins of 64 pairs for one call of the generator.
class Coin {
 public:
  explicit Coin(std::mt19937_64& random) : random_(random) {}

  double Sign() {
    if (left_ == 0) {
      bits_ = random_();
      left_ = 64;
    }
    --left_;
    const double sign = (bits_ & 1) != 0 ? 1.0 : -1.0;
    bits_ >>= 1;
    return sign;
  }

 private:
  std::mt19937_64& random_;
  uint64_t bits_ = 0;
  int left_ = 0;
};

const LogRatios& Draw(std::span<const LogRatios> recordings, std::mt19937_64& random) {
  return recordings[random() % recordings.size()];
}

PairTest RunCase(const LogRatios& recording, const SuiteOptions& options, Coin& coin, std::mt19937_64& random) {
  PairTest test(options.test);
  BlockBootstrap noise(recording.size(), kBlock, random);
  while (test.state() == PairState::kUndecided) {
    const double d = recording[noise.Next()];
    test.Add(options.effect + (options.sides == Sides::kDrawnAnew ? coin.Sign() * d : d));
  }
  return test;
}

}  // namespace

void PairOutcomes::Count(const PairTest& test) {
  ++tests;
  pairs += test.pairs();
  switch (test.state()) {
    case PairState::kRegressed:
      ++regressed;
      break;
    case PairState::kImproved:
      ++improved;
      break;
    case PairState::kUnchanged:
      ++unchanged;
      break;
    case PairState::kExhausted:
      ++exhausted;
      break;
    case PairState::kUndecided:
      ++unfinished;
      break;
  }
}

PairOutcomes& PairOutcomes::operator+=(const PairOutcomes& other) {
  tests += other.tests;
  regressed += other.regressed;
  improved += other.improved;
  unchanged += other.unchanged;
  exhausted += other.exhausted;
  unfinished += other.unfinished;
  pairs += other.pairs;
  return *this;
}

SuiteOutcomes SimulateSuites(std::span<const LogRatios> recordings, const SuiteOptions& options) {
  Check(!recordings.empty(), "there is a recording");
  std::mt19937_64 random(options.seed);
  Coin coin(random);
  SuiteOutcomes outcomes;
  for (int suite = 0; suite < options.suites; ++suite) {
    PairOutcomes cases;
    for (int i = 0; i < options.cases; ++i) cases.Count(RunCase(Draw(recordings, random), options, coin, random));
    ++outcomes.suites;
    outcomes.any_regressed += cases.regressed > 0;
    outcomes.any_decided += cases.regressed + cases.improved > 0;
    outcomes.cases += cases;
  }
  return outcomes;
}

EvidenceCounts EvidenceOfNothing(std::span<const LogRatios> recordings, int64_t runs, int pairs, uint64_t seed) {
  Check(!recordings.empty(), "there is a recording");
  std::mt19937_64 random(seed);
  Coin coin(random);
  EvidenceCounts counts;
  for (; counts.runs < runs; ++counts.runs) {
    const LogRatios& recording = Draw(recordings, random);
    BlockBootstrap noise(recording.size(), kBlock, random);
    EProcess evidence(0, Direction::kAbove);
    for (int i = 0; i < pairs; ++i) evidence.Add(coin.Sign() * recording[noise.Next()]);
    for (size_t i = 0; i < kEvidenceLevels.size(); ++i) {
      counts.reached[i] += evidence.MaxLogE() >= std::log(kEvidenceLevels[i]);
    }
  }
  return counts;
}

PairOutcomes WalkWindows(std::span<const double> log_ratios, const PairTestOptions& options, size_t stride) {
  Check(stride >= 1, "stride >= 1");
  PairOutcomes outcomes;
  const auto window = static_cast<size_t>(options.max_pairs);
  for (size_t start = 0; start + window <= log_ratios.size(); start += stride) {
    PairTest test(options);
    for (size_t i = start; i < log_ratios.size() && test.state() == PairState::kUndecided; ++i) test.Add(log_ratios[i]);
    outcomes.Count(test);
  }
  return outcomes;
}

ClaimOutcomes& ClaimOutcomes::operator+=(const ClaimOutcomes& other) {
  tests += other.tests;
  holds += other.holds;
  broken += other.broken;
  exhausted += other.exhausted;
  processes += other.processes;
  return *this;
}

ClaimOutcomes SimulateClaim(std::span<const RecordedProcess> recording, const ClaimTestOptions& options, int tests,
                            uint64_t seed) {
  std::mt19937_64 random(seed);
  ClaimOutcomes outcomes;
  for (; outcomes.tests < tests; ++outcomes.tests) {
    BlockBootstrap noise(recording.size(), kBlock, random);
    ClaimTest test(options);
    while (test.state() == ClaimState::kUndecided) {
      const RecordedProcess& process = recording[noise.Next()];
      test.Add(process.log_ratio, process.contender_floor_ns, process.reference_floor_ns);
    }
    outcomes.holds += test.state() == ClaimState::kHolds;
    outcomes.broken += test.state() == ClaimState::kBroken;
    outcomes.exhausted += test.state() == ClaimState::kExhausted;
    outcomes.processes += test.floors().processes();
  }
  return outcomes;
}

}  // namespace pawl::stats
