#include "impls/sample_table/sample_cache.h"

#include <algorithm>
#include <new>
#include <thread>

namespace sample_table {
namespace {

// The first `samples` of a block, and what ends the last of them.
void Copy(const SampleBlock& from, uint32_t samples, SampleBlock& to) {
  std::copy_n(from.records.begin(), samples + 1, to.records.begin());
}

}  // namespace

void SampleCache::Lock::Wait() {
  do {
    // Who holds it may have lost the CPU.
    for (int i = 1; taken_.load(std::memory_order_relaxed); ++i) {
      if (i % 64 == 0) std::this_thread::yield();
    }
  } while (taken_.exchange(true, std::memory_order_acquire));
}

bool SampleCache::GetBlock(uint32_t block, uint32_t samples, SampleBlock& copy) {
  const uint32_t i = Find(block);
  if (i == kMostBlocks) return false;
  const Lock lock(slots_[i].taken);
  if (blocks_[i].load(std::memory_order_relaxed) != block) return false;
  Copy(*slots_[i].content, samples, copy);
  Touch(i);
  return true;
}

// Of those that hold a block.
uint32_t SampleCache::LeastUsed() const {
  uint32_t least = kMostBlocks;
  for (uint32_t i = 0; i < kMostBlocks; ++i) {
    if (slots_[i].content == nullptr) continue;
    if (least == kMostBlocks || slots_[i].used.load(std::memory_order_relaxed) < slots_[least].used) least = i;
  }
  return least;
}

void SampleCache::Empty(uint32_t slot) {
  const Lock lock(slots_[slot].taken);
  blocks_[slot].store(kNone, std::memory_order_relaxed);
  slots_[slot].content.reset();
}

void SampleCache::Put(uint32_t block, uint32_t samples, const SampleBlock& content) {
  uint32_t held = 0, slot = kMostBlocks;
  for (uint32_t i = 0; i < kMostBlocks; ++i) {
    if (slots_[i].content != nullptr) {
      ++held;
    } else if (slot == kMostBlocks) {
      slot = i;
    }
  }
  std::unique_ptr<SampleBlock> memory;
  if (held < most_) memory.reset(new (std::nothrow) SampleBlock);
  if (memory == nullptr) slot = LeastUsed();  // in place of another one
  if (slot == kMostBlocks) return;
  const Lock lock(slots_[slot].taken);
  if (memory != nullptr) slots_[slot].content = std::move(memory);
  Copy(content, samples, *slots_[slot].content);
  blocks_[slot].store(block, std::memory_order_relaxed);
  Touch(slot);
}

void SampleCache::SetMost(uint32_t blocks) {
  most_ = std::min(blocks, kMostBlocks);
  while (allocated_bytes() > most_ * sizeof(SampleBlock)) Empty(LeastUsed());
}

size_t SampleCache::allocated_bytes() const {
  size_t bytes = 0;
  for (const Slot& slot : slots_) bytes += slot.content == nullptr ? 0 : sizeof(SampleBlock);
  return bytes;
}

}  // namespace sample_table
