#include "impls/env_file/flat_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <utility>

namespace env_file {
namespace {

constexpr size_t kMinSlots = 64;
constexpr size_t kKeptBytes = 4096;  // of a block for many small copies

size_t HashOf(std::string_view key) { return std::hash<std::string_view>()(key); }

uint32_t TagOf(size_t hash) { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

std::optional<std::string_view> FlatTable::Find(std::string_view key) const {
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = const_cast<FlatTable*>(this)->SlotOf(key, HashOf(key));  // which only looks
  if (slot.place == 0) return std::nullopt;
  return variables_[slot.place - 1].value;
}

void FlatTable::Reserve(size_t variables) {
  variables_.reserve(variables);
  const size_t slots = std::bit_ceil(std::max(2 * variables, kMinSlots));
  if (slots > slots_.size()) Grow(slots);
}

void FlatTable::Set(std::string_view key, std::string_view value) {
  if (2 * (variables_.size() + 1) > slots_.size()) [[unlikely]]
    Grow(std::max(2 * slots_.size(), kMinSlots));
  const size_t hash = HashOf(key);
  Slot& slot = SlotOf(key, hash);
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

// The slot of `key`, or the free one where it belongs.
FlatTable::Slot& FlatTable::SlotOf(std::string_view key, size_t hash) {
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    Slot& slot = slots_[i];
    if (slot.place == 0) return slot;
    if (slot.tag == TagOf(hash) && variables_[slot.place - 1].key == key) return slot;
  }
}

void FlatTable::Grow(size_t slots) {
  const std::vector<Slot> before = std::exchange(slots_, std::vector<Slot>(slots));
  for (const Slot& slot : before) {
    if (slot.place == 0) continue;
    const std::string_view key = variables_[slot.place - 1].key;
    SlotOf(key, HashOf(key)) = slot;
  }
}

}  // namespace env_file
