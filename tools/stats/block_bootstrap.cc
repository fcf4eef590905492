#include "tools/stats/block_bootstrap.h"

#include "tools/stats/check.h"

namespace pawl::stats {

BlockBootstrap::BlockBootstrap(size_t recorded, size_t block, std::mt19937_64& random)
    : recorded_(recorded), block_(block), random_(random) {
  Check(recorded >= 1, "there is something recorded");
  Check(block >= 1, "block >= 1");
}

size_t BlockBootstrap::Next() {
  if (left_ == 0) {
    at_ = random_() % recorded_;  // Not a std distribution: those differ from library to library. The bias is 1e-16.
    left_ = block_;
  }
  --left_;
  const size_t index = at_;
  at_ = (at_ + 1) % recorded_;
  return index;
}

}  // namespace pawl::stats
