#ifndef PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_CACHE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "impls/sample_table/sample_table.h"

namespace sample_table {

// Up to 256 samples in a row, expanded: 24 bytes each.
class SampleBlock {
 public:
  static constexpr uint32_t kSamples = 256;

  // Not initialized: whoever makes one fills it, and reads no more than was filled.
  SampleBlock() {}  // NOLINT(modernize-use-equals-default): that would zero 6 KiB in SampleBlock{}

  Sample At(uint32_t i) const {
    const Record& record = records[i];
    return {record.offset & ~kSync,
            record.size,
            static_cast<uint32_t>(records[i + 1].dts - record.dts),
            record.dts,
            record.cts_offset,
            (record.offset & kSync) != 0};
  }

  static constexpr uint64_t kSync = uint64_t{1} << 63;  // files are shorter

  struct Record {
    uint64_t offset;  // with kSync
    uint64_t dts;
    uint32_t size;
    int32_t cts_offset;
  };
  std::array<Record, kSamples + 1> records;  // one more, whose dts ends the last
};

// The last few blocks that were used: block b holds samples 256 b, 256 b + 1, ... Of several, the one that was not used
// for the longest time goes first. What was used when is a count of uses, not a clock's time, which would cost more
// than the look-up.
//
// Get() may be called by any thread at any time. Put() and SetMost() by one thread at a time, while others Get().
// A block has a lock of its own, held for some nanoseconds: for one sample's copy, or for one block's.
class SampleCache {
 public:
  static constexpr uint32_t kMostBlocks = 8;

  // Whether the sample's block is here; then `sample` is it.
  bool Get(uint32_t number, Sample& sample) {
    const uint32_t block = number / SampleBlock::kSamples, i = Find(block);
    if (i == kMostBlocks) return false;
    const Lock lock(slots_[i].taken);
    if (blocks_[i].load(std::memory_order_relaxed) != block) return false;
    sample = slots_[i].content->At(number % SampleBlock::kSamples);
    Touch(i);
    return true;
  }
  // The whole block, likewise, of which the first `samples` are filled.
  bool GetBlock(uint32_t block, uint32_t samples, SampleBlock& copy);

  // By the thread that may call Put().
  bool Holds(uint32_t block) const { return Find(block) != kMostBlocks; }

  // Adds a block, which is not here yet, of which the first `samples` are filled. Nothing happens where there is no
  // memory for it.
  void Put(uint32_t block, uint32_t samples, const SampleBlock& content);

  // At most so many blocks (to kMostBlocks) from now on; those beyond are freed before this returns.
  void SetMost(uint32_t blocks);
  uint32_t most() const { return most_; }

  // By the thread that may call Put().
  size_t allocated_bytes() const;

 private:
  static constexpr uint32_t kNone = 0xffffffff;  // no block: there are fewer samples

  // A lock of a few nanoseconds that does not sleep.
  class Lock {
   public:
    explicit Lock(std::atomic<bool>& taken) : taken_(taken) {
      if (taken_.exchange(true, std::memory_order_acquire)) Wait();
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock() { taken_.store(false, std::memory_order_release); }

   private:
    void Wait();

    std::atomic<bool>& taken_;
  };

  struct Slot {
    std::atomic<bool> taken{false};  // guards content
    std::atomic<uint64_t> used{0};   // the count of uses then
    std::unique_ptr<SampleBlock> content;
  };

  // The slot that probably holds the block; kMostBlocks for none. No branch for each slot: which one it is cannot be
  // predicted where look-ups jump. Two halves, so that half of the comparisons wait for each other.
  uint32_t Find(uint32_t block) const {
    constexpr uint32_t kHalf = kMostBlocks / 2;
    uint32_t low = kMostBlocks, high = kMostBlocks;
    for (uint32_t i = 0; i < kHalf; ++i) {
      low = blocks_[i].load(std::memory_order_relaxed) == block ? i : low;
      high = blocks_[i + kHalf].load(std::memory_order_relaxed) == block ? i + kHalf : high;
    }
    return low < high ? low : high;
  }

  // Two threads that do this at once may count one use instead of two: that changes the order of what is used at the
  // same time, at most.
  void Touch(uint32_t slot) {
    const uint64_t now = uses_.load(std::memory_order_relaxed) + 1;
    uses_.store(now, std::memory_order_relaxed);
    slots_[slot].used.store(now, std::memory_order_relaxed);
  }
  uint32_t LeastUsed() const;
  void Empty(uint32_t slot);

  // Of each slot; changed under its lock, and first looked at without. Beside each other: one cache line to search, or
  // two.
  std::array<std::atomic<uint32_t>, kMostBlocks> blocks_{kNone, kNone, kNone, kNone, kNone, kNone, kNone, kNone};
  std::atomic<uint64_t> uses_{0};
  uint32_t most_ = kMostBlocks;
  std::array<Slot, kMostBlocks> slots_;
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_SAMPLE_CACHE_H_
