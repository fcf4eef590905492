#include "impls/worker_pool/giants.h"

#include <algorithm>
#include <numeric>

namespace worker_pool {

Giants::Giants(std::span<const uint32_t> cost_hints, size_t workers) : cost_hints_(cost_hints) {
  constexpr uint64_t kParts = 64;
  const uint64_t sum = std::accumulate(cost_hints.begin(), cost_hints.end(), uint64_t{0});
  threshold_ = sum / (kParts * workers);
  for (size_t i = 0; i < cost_hints.size(); ++i) {
    if (cost_hints[i] > threshold_) items_.push_back(static_cast<uint32_t>(i));
  }
  // Where all are alike and few, each is more than such a part, and the order they have is as good.
  if (items_.size() == cost_hints.size()) items_.clear();
  std::stable_sort(items_.begin(), items_.end(), [&](uint32_t a, uint32_t b) { return cost_hints[a] > cost_hints[b]; });
}

}  // namespace worker_pool
