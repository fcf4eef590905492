#ifndef PAWL_TOOLS_STATS_BLOCK_BOOTSTRAP_H_
#define PAWL_TOOLS_STATS_BLOCK_BOOTSTRAP_H_

#include <cstddef>
#include <random>

namespace pawl::stats {

// Draws an endless series of observations from a recorded one: blocks of consecutive observations that begin anywhere
// and wrap round at the end (the circular block bootstrap of Politis and Romano, 1992). Within a block the episodes of
// noise, and whatever else makes neighbours alike, stay as they were recorded; a draw of single observations would lose
// them. Returns indices, so that it serves any kind of observation. 32 bytes; the generator is the caller's and must
// outlive it.
class BlockBootstrap {
 public:
  // Aborts unless recorded >= 1 and block >= 1. 'recorded' is how many observations there are.
  BlockBootstrap(size_t recorded, size_t block, std::mt19937_64& random);

  // Index of the next observation, in [0, recorded).
  size_t Next();

 private:
  size_t recorded_;
  size_t block_;
  std::mt19937_64& random_;
  size_t at_ = 0;
  size_t left_ = 0;  // Of the current block.
};

}  // namespace pawl::stats

#endif  // PAWL_TOOLS_STATS_BLOCK_BOOTSTRAP_H_
