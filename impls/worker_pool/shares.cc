#include "impls/worker_pool/shares.h"

#include <algorithm>

namespace worker_pool {

// A compare-and-swap that succeeds on a word that was changed and changed back meanwhile does no harm: equal words are
// equal shares.

Shares::Shares(uint32_t count, size_t places) : words_(places) {
  for (size_t i = 0; i < places; ++i) {
    const auto edge = [&](size_t at) { return static_cast<uint32_t>(uint64_t{count} * at / places); };
    words_[i].word.store(Pack({edge(i), edge(i + 1)}), std::memory_order_relaxed);
  }
}

bool Shares::Take(size_t place, Chunk& chunk, uint32_t most_items) {
  std::atomic<uint64_t>& own = words_[place].word;
  do {
    uint64_t word = own.load(std::memory_order_relaxed);
    for (Range range = Unpack(word); range.Size() > 0; range = Unpack(word)) {
      const uint32_t part = std::min(range.Size(), std::max(range.Size() / kPart, 1u));
      const uint32_t items = most_items > kMostItems ? range.Size() : std::min(part, most_items);
      if (own.compare_exchange_weak(word, Pack({range.begin + items, range.end}))) {
        chunk = {range.begin, range.begin + items};
        return true;
      }
    }
  } while (Steal(place));
  return false;
}

bool Shares::Steal(size_t place) {
  for (;;) {
    size_t victim = place;
    uint64_t word = 0;
    uint32_t most = 0;
    for (size_t i = 0; i < words_.size(); ++i) {
      const uint64_t other = words_[i].word.load(std::memory_order_relaxed);
      if (Unpack(other).Size() > most) {
        most = Unpack(other).Size();
        victim = i;
        word = other;
      }
    }
    if (most == 0) return false;
    const Range range = Unpack(word);
    const uint32_t middle = range.begin + range.Size() / 2;
    if (words_[victim].word.compare_exchange_strong(word, Pack({range.begin, middle}))) {
      // Nobody else writes to an empty share. Between the two steps these items are in no share, but somebody who will
      // run them is on his way.
      words_[place].word.store(Pack({middle, range.end}));
      return true;
    }
  }
}

void Shares::GiveBack(size_t place, uint32_t begin) {
  std::atomic<uint64_t>& own = words_[place].word;
  uint64_t word = own.load(std::memory_order_relaxed);
  while (!own.compare_exchange_weak(word, Pack({begin, Unpack(word).end}))) {
  }
}

bool Shares::IsEmpty() const {
  for (size_t i = 0; i < words_.size(); ++i) {
    if (!IsEmpty(i)) return false;
  }
  return true;
}

}  // namespace worker_pool
