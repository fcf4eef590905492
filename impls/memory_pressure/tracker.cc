#include "impls/memory_pressure/tracker.h"

#include <algorithm>
#include <tuple>

namespace memory_pressure {

Tracker::User::~User() {
  if (slot_ == nullptr) return;
  slot_->bytes.store(0, std::memory_order_relaxed);
  const std::lock_guard lock(slot_->tracker->mutex_);
  slot_->taken.store(false, std::memory_order_relaxed);
}

Tracker::~Tracker() {
  for (Slot* slot = first_.load(); slot != nullptr;) delete std::exchange(slot, slot->next.load());
}

Tracker::User Tracker::Join(std::string_view name) {
  const std::lock_guard lock(mutex_);
  Slot* slot = first_.load(std::memory_order_relaxed);
  while (slot != nullptr && slot->taken.load(std::memory_order_relaxed)) {
    slot = slot->next.load(std::memory_order_relaxed);
  }
  const bool is_new = slot == nullptr;
  if (is_new) slot = new Slot;
  slot->tracker = this;
  slot->name = name;
  slot->peak_bytes.store(0, std::memory_order_relaxed);
  slot->taken.store(true, std::memory_order_relaxed);
  if (is_new) {
    slot->next.store(first_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    first_.store(slot, std::memory_order_release);  // whoever finds it finds it whole
  }
  return User(slot);
}

uint64_t Tracker::TotalBytes() const {
  int64_t total = 0;
  for (const Slot* slot = first_.load(std::memory_order_acquire); slot != nullptr;
       slot = slot->next.load(std::memory_order_relaxed)) {
    total += slot->bytes.load(std::memory_order_relaxed);  // 0 in a place that nobody has
  }
  return static_cast<uint64_t>(std::max<int64_t>(0, total));
}

std::vector<Tracker::Row> Tracker::Rows() const {
  std::vector<Row> rows;
  {
    const std::lock_guard lock(mutex_);
    for (const Slot* slot = first_.load(); slot != nullptr; slot = slot->next.load()) {
      if (slot->taken.load()) rows.push_back({slot->name, slot->bytes.load(), slot->peak_bytes.load()});
    }
  }
  std::ranges::sort(rows,
                    [](const Row& a, const Row& b) { return std::tie(b.bytes, a.name) < std::tie(a.bytes, b.name); });
  return rows;
}

}  // namespace memory_pressure
