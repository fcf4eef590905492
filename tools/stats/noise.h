#ifndef PAWL_TOOLS_STATS_NOISE_H_
#define PAWL_TOOLS_STATS_NOISE_H_

#include <cmath>
#include <cstdint>
#include <random>

namespace pawl::stats {

// Noise for property tests: the same draws for the same seed. Every test names its seed in a SCOPED_TRACE.
class Noise {
 public:
  explicit Noise(uint64_t seed) : engine_(seed) {}

  bool Chance(double probability) { return Uniform(0, 1) < probability; }
  double Uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  double Normal(double sd) { return std::normal_distribution<double>(0, sd)(engine_); }

  // Symmetric with tails so heavy that neither mean nor variance exists.
  double Cauchy(double scale) { return std::cauchy_distribution<double>(0, scale)(engine_); }

  // Log-ratio of two processes of the same code, each of which is slower by half with probability 0.4: symmetric about
  // 0 in three heaps.
  double BimodalByProcess(double sd) { return SlowMode() - SlowMode() + Normal(sd); }

 private:
  double SlowMode() { return Chance(0.4) ? std::log(1.5) : 0; }

  std::mt19937_64 engine_;
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_NOISE_H_
