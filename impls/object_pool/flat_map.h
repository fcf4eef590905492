#ifndef PAWL_IMPLS_OBJECT_POOL_FLAT_MAP_H_
#define PAWL_IMPLS_OBJECT_POOL_FLAT_MAP_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "impls/object_pool/text_arena.h"

namespace object_pool {

// A StringMap in three blocks, which Clear() keeps: texts, entries in the order in which their keys came, and a table
// of hashes that finds them by linear probing. At most 4 GiB of text, replaced values included.
//
// The hash is the same in every process: a program that takes keys from somebody who wants it slow needs another map.
class FlatMap {
 public:
  explicit FlatMap(bool wipes) : text_(wipes), table_(kSmallestTable) {}

  void Set(std::string_view key, std::string_view value) {
    const uint32_t hash = Hash(key);
    size_t slot = SlotOf(key, hash);
    if (table_[slot].entry != 0) return Replace(entries_[table_[slot].entry - 1], value);
    const uint32_t at = text_.Append(key, value);
    const auto key_bytes = static_cast<uint32_t>(key.size());
    if ((entries_.size() + 1) * 2 > table_.size()) [[unlikely]] {
      GrowTable();
      slot = FreeSlot(table_, hash);
    }
    entries_.push_back({at, key_bytes, at + key_bytes, static_cast<uint32_t>(value.size()), hash});
    table_[slot] = {hash, static_cast<uint32_t>(entries_.size())};
  }

  std::optional<std::string_view> Find(std::string_view key) const {
    const Slot& slot = table_[SlotOf(key, Hash(key))];
    if (slot.entry == 0) return std::nullopt;
    const Entry& entry = entries_[slot.entry - 1];
    return text_.View(entry.value_at, entry.value_bytes);
  }

  size_t size() const { return entries_.size(); }

  // visit(key, value), in the order in which the keys came.
  template <typename Visit>
  void ForEach(const Visit& visit) const {
    for (const Entry& entry : entries_) {
      visit(text_.View(entry.at, entry.key_bytes), text_.View(entry.value_at, entry.value_bytes));
    }
  }

  void Clear();

  // With what it has on the heap.
  size_t Bytes() const {
    return sizeof(*this) + text_.capacity() + entries_.capacity() * sizeof(Entry) + table_.capacity() * sizeof(Slot);
  }

  static uint32_t Hash(std::string_view text);

 private:
  struct Entry {
    uint32_t at, key_bytes;
    uint32_t value_at, value_bytes;
    uint32_t hash;
  };
  struct Slot {
    uint32_t hash = 0;
    uint32_t entry = 0;  // its index + 1; 0 is a free slot
  };
  static constexpr size_t kSmallestTable = 16;

  // Where the key is, or would be put.
  size_t SlotOf(std::string_view key, uint32_t hash) const {
    const size_t mask = table_.size() - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
      const Slot& slot = table_[i];
      if (slot.entry == 0) return i;
      if (slot.hash == hash && KeyOf(entries_[slot.entry - 1]) == key) return i;
    }
  }
  std::string_view KeyOf(const Entry& entry) const { return text_.View(entry.at, entry.key_bytes); }

  void Replace(Entry& entry, std::string_view value) {
    entry.value_at = text_.Append(value);
    entry.value_bytes = static_cast<uint32_t>(value.size());
  }
  static size_t FreeSlot(const std::vector<Slot>& table, uint32_t hash) {
    size_t i = hash & (table.size() - 1);
    while (table[i].entry != 0) i = (i + 1) & (table.size() - 1);
    return i;
  }
  void GrowTable();

  TextArena text_;
  std::vector<Entry> entries_;
  std::vector<Slot> table_;  // a power of two, at most half full
};

inline uint32_t FlatMap::Hash(std::string_view text) {
  const auto load = [](const char* from, size_t bytes) {
    uint64_t word = 0;
    std::memcpy(&word, from, bytes);
    return word;
  };
  // Multiplies and folds, as wyhash does.
  const auto mix = [](uint64_t a, uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  constexpr uint64_t kOdd1 = 0x9e3779b97f4a7c15, kOdd2 = 0xd1b54a32d192ed03;
  const char* at = text.data();
  size_t left = text.size();
  uint64_t hash = kOdd1 ^ left;
  for (; left > 16; at += 16, left -= 16) hash = mix(hash ^ load(at, 8), load(at + 8, 8) ^ kOdd2);
  uint64_t first = 0, last = 0;
  if (left >= 8) {
    first = load(at, 8);
    last = load(at + left - 8, 8);
  } else if (left >= 4) {
    first = load(at, 4);
    last = load(at + left - 4, 4);
  } else if (left > 0) {
    first = static_cast<uint64_t>(static_cast<uint8_t>(at[0])) << 16 |
            static_cast<uint64_t>(static_cast<uint8_t>(at[left / 2])) << 8 | static_cast<uint8_t>(at[left - 1]);
  }
  return static_cast<uint32_t>(mix(mix(hash ^ first, last ^ kOdd2), kOdd1) >> 16);
}

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_FLAT_MAP_H_
