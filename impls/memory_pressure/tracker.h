#ifndef PAWL_IMPLS_MEMORY_PRESSURE_TRACKER_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_TRACKER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace memory_pressure {

// Who holds how much memory, by name, as they say themselves. Knows nothing of what nobody adds.
//
// Any thread may join, and read totals, at any time. Each User is used by one thread at a time; adding is a load and a
// store of a cache line that nobody else writes (0.3 ns, no read-modify-write), and a reader sums the lines of all
// users, so that a total taken meanwhile may lack the newest additions. The tracker outlives its users.
class Tracker {
  struct Slot;

 public:
  struct Row {
    std::string name;
    int64_t bytes = 0;  // below 0 where others free what this one has added
    int64_t peak_bytes = 0;

    bool operator==(const Row&) const = default;
  };

  // One who holds memory; gives its place back when destroyed, and what it held with it. Empty when moved from: an
  // empty one counts nothing.
  class User {
   public:
    User() = default;
    User(User&& other) noexcept : slot_(std::exchange(other.slot_, nullptr)) {}
    User& operator=(User&& other) noexcept {
      std::swap(slot_, other.slot_);
      return *this;
    }
    ~User();

    void Add(int64_t bytes) {
      if (slot_ == nullptr) return;
      const int64_t sum = slot_->bytes.load(std::memory_order_relaxed) + bytes;
      slot_->bytes.store(sum, std::memory_order_relaxed);
      if (sum > slot_->peak_bytes.load(std::memory_order_relaxed)) {
        slot_->peak_bytes.store(sum, std::memory_order_relaxed);
      }
    }
    void Remove(int64_t bytes) { Add(-bytes); }
    int64_t bytes() const { return slot_ == nullptr ? 0 : slot_->bytes.load(std::memory_order_relaxed); }

   private:
    friend class Tracker;
    explicit User(Slot* slot) : slot_(slot) {}

    Slot* slot_ = nullptr;
  };

  Tracker() = default;
  Tracker(const Tracker&) = delete;
  Tracker& operator=(const Tracker&) = delete;
  ~Tracker();

  // Names need not differ: rows of one name are those of several users. Takes a lock; places are reused, never freed.
  User Join(std::string_view name);

  // What all users hold together, 0 at least. One load per place; no lock.
  uint64_t TotalBytes() const;

  // All who are there, largest first, those of a size by name. Takes a lock.
  std::vector<Row> Rows() const;

 private:
  struct alignas(64) Slot {  // a cache line each: users on different threads do not disturb each other
    std::atomic<int64_t> bytes = 0;
    std::atomic<int64_t> peak_bytes = 0;
    std::atomic<bool> taken = false;
    std::atomic<Slot*> next = nullptr;  // fixed once the slot is in the list
    Tracker* tracker = nullptr;
    std::string name;  // under mutex_
  };

  mutable std::mutex mutex_;
  std::atomic<Slot*> first_ = nullptr;
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_TRACKER_H_
