#include "impls/worker_pool/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

namespace worker_pool::corpus {
namespace {

constexpr size_t kItems = 20'000;

std::vector<uint32_t> Pareto() {
  std::mt19937_64 random(3);
  std::vector<uint32_t> costs(kItems);
  for (uint32_t& cost : costs) {
    const double u = static_cast<double>((random() >> 11) + 1) * 0x1p-53;  // (0, 1]
    cost = static_cast<uint32_t>(std::min(100 * std::pow(u, -1 / 1.2), 2e6));
  }
  return costs;
}

std::vector<uint32_t> Stride(size_t items) {
  std::vector<uint32_t> costs(items);
  for (size_t i = 0; i < items; ++i) costs[i] = i % 2 == 0 ? 1200 : 60;
  return costs;
}

}  // namespace

std::vector<uint32_t> Costs(std::string_view set) {
  constexpr uint32_t kUniform = 300;
  if (set == "empty") return std::vector<uint32_t>(200'000, 0);
  if (set == "uniform") return std::vector<uint32_t>(kItems, kUniform);
  if (set == "pareto") return Pareto();
  if (set == "stride") return Stride(kItems);
  if (set == "stride2k") return Stride(2000);
  if (set != "giant") std::abort();
  std::vector<uint32_t> costs(kItems, kUniform);
  costs.back() = kUniform * (kItems - 1);
  return costs;
}

uint64_t Digest(std::span<const uint64_t> results) {
  Digester digester;
  for (const uint64_t result : results) digester.Add(result);
  return digester.digest();
}

}  // namespace worker_pool::corpus
