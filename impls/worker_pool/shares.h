#ifndef PAWL_IMPLS_WORKER_POOL_SHARES_H_
#define PAWL_IMPLS_WORKER_POOL_SHARES_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace worker_pool {

// Who does which of the items [0, count). Everybody begins with an equal share of neighbours, takes chunks from its
// front, and when it is used up steals the rear half of the largest share there is. So each item is taken exactly once,
// two threads meet in one word only when one of them steals, and work that is dearer in some places than in others
// flows to whoever is free. (Range stealing as in the loop schedulers of Cilk and oneTBB, with the range in one word.)
//
// A share is one atomic word, first item and end: an owner's chunk costs one uncontended compare-and-swap.
// Safe to use from several threads, of which each is one place.
class Shares {
 public:
  // Items [begin, end).
  struct Chunk {
    uint32_t begin = 0;
    uint32_t end = 0;
  };

  // A chunk is a 32nd of what is left of its share: what is in it waits behind its first item whatever the others do,
  // and may at worst be that part of everything. And at most 256 items: by then taking one costs less than 0.1 ns an
  // item.
  static constexpr uint32_t kPart = 32;
  static constexpr uint32_t kMostItems = 256;

  Shares(uint32_t count, size_t places);

  // The next chunk for `place`, its own or stolen; false if nobody has any left that is not taken.
  bool Take(size_t place, Chunk& chunk, uint32_t most_items = kMostItems);

  // Puts back what `place` has not begun of the chunk it took last, which ends where its share begins.
  void GiveBack(size_t place, uint32_t begin);

  bool IsEmpty(size_t place) const { return Unpack(words_[place].word.load(std::memory_order_seq_cst)).Size() == 0; }
  bool IsEmpty() const;

 private:
  struct Range {
    uint32_t begin;
    uint32_t end;
    uint32_t Size() const { return end - begin; }
  };
  struct alignas(64) Word {  // each in a cache line of its own
    std::atomic<uint64_t> word;
  };

  static uint64_t Pack(Range range) { return uint64_t{range.begin} << 32 | range.end; }
  static Range Unpack(uint64_t word) { return {static_cast<uint32_t>(word >> 32), static_cast<uint32_t>(word)}; }

  bool Steal(size_t place);

  std::vector<Word> words_;
};

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_SHARES_H_
