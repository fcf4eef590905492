#include "impls/env_file/flat_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace env_file {
namespace {

constexpr size_t kMinSlots = 64;
constexpr size_t kKeptBytes = 4096;  // of a block for many small copies

uint64_t Load(const char* at, size_t bytes) {
  uint64_t value = 0;
  std::memcpy(&value, at, bytes);
  return value;
}

// Both halves of the 128-bit product, which mixes all bits of both.
uint64_t Mix(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
}

// wyhash's way through short keys. std::hash took as long as all the rest of an insertion (62 of 130 instructions).
uint64_t HashOf(std::string_view key) {
  constexpr uint64_t kA = 0xa0761d6478bd642f, kB = 0xe7037ed1a0b428db;
  const char* at = key.data();
  size_t rest = key.size();
  uint64_t hash = kA ^ rest;
  for (; rest > 8; rest -= 8, at += 8) hash = Mix(hash ^ Load(at, 8), kB);
  // The last eight bytes, some of them again, need no loop over single ones.
  const uint64_t last = key.size() >= 8 ? Load(key.data() + key.size() - 8, 8)
                        : rest >= 4     ? Load(at, 4) << 32 | Load(at + rest - 4, 4)
                        : rest > 0      ? Load(at, 1) << 16 | Load(at + rest / 2, 1) << 8 | Load(at + rest - 1, 1)
                                        : 0;
  return Mix(hash ^ last, kB ^ kA);
}

uint32_t TagOf(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

// The slot of `key`, or the free one where it belongs.
inline size_t FlatTable::SlotOf(std::string_view key, uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    const Slot& slot = slots_[i];
    if (slot.place == 0) return i;
    if (slot.tag == TagOf(hash) && variables_[slot.place - 1].key == key) return i;
  }
}

std::optional<std::string_view> FlatTable::Find(std::string_view key) const {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[SlotOf(key, HashOf(key))];
  if (slot.place == 0) return std::nullopt;
  return variables_[slot.place - 1].value;
}

void FlatTable::Reserve(size_t variables) {
  variables_.reserve(variables);
  const size_t slots = std::bit_ceil(std::max(variables + variables / 3 + 1, kMinSlots));
  if (slots > slots_.size()) Grow(slots);
}

void FlatTable::Set(std::string_view key, std::string_view value) {
  if (4 * (variables_.size() + 1) > 3 * slots_.size()) [[unlikely]]
    Grow(std::max(2 * slots_.size(), kMinSlots));
  const uint64_t hash = HashOf(key);
  Slot& slot = slots_[SlotOf(key, hash)];
  if (slot.place != 0) {
    variables_[slot.place - 1].value = value;
    return;
  }
  variables_.push_back({key, value});
  slot = {TagOf(hash), static_cast<uint32_t>(variables_.size())};
}

void FlatTable::SetKeepingKey(std::string_view key, std::string_view value) {
  const size_t before = size();
  Set(key, value);
  if (size() != before) variables_.back().key = Keep(key);
}

std::string_view FlatTable::Keep(std::string_view bytes) {
  if (bytes.empty()) return {};
  if (bytes.size() > room_bytes_) {
    room_bytes_ = std::max(bytes.size(), kKeptBytes);
    kept_.push_back(std::make_unique_for_overwrite<char[]>(room_bytes_));
    room_ = kept_.back().get();
  }
  char* const copy = room_;
  std::memcpy(copy, bytes.data(), bytes.size());
  room_ += bytes.size();
  room_bytes_ -= bytes.size();
  return {copy, bytes.size()};
}

void FlatTable::Grow(size_t slots) {
  const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& slot : before) {
    if (slot.place == 0) continue;
    const std::string_view key = variables_[slot.place - 1].key;
    slots_[SlotOf(key, HashOf(key))] = slot;
  }
}

}  // namespace env_file
