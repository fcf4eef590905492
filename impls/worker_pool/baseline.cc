#include "impls/worker_pool/baseline.h"

namespace worker_pool {

uint64_t Baseline::Makespan(std::span<const uint32_t> costs, size_t workers, bool /*hinted*/) {
  std::vector<uint64_t> parts(workers);
  for (size_t i = 0; i < costs.size(); ++i) parts[i % workers] += costs[i];
  return *std::max_element(parts.begin(), parts.end());
}

}  // namespace worker_pool
