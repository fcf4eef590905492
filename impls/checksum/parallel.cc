#include "impls/checksum/parallel.h"

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "impls/worker_pool/optimized.h"

namespace checksum {
namespace {

namespace fs = std::filesystem;

// A batch is what a thread takes at a time: at its end one file is hashed alone, and one directory is opened anew.
constexpr size_t kBatchItems = 64, kRoundItems = 32 * kBatchItems;

}  // namespace

struct Parallel::Threads {
  explicit Threads(size_t workers) : pool(workers) {}

  // A hasher that nobody else has until it is given back.
  std::unique_ptr<BatchHasher> Take(Engine engine) {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return std::make_unique<BatchHasher>(engine);
    std::unique_ptr<BatchHasher> hasher = std::move(idle.back());
    idle.pop_back();
    return hasher;
  }
  void GiveBack(std::unique_ptr<BatchHasher> hasher) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(hasher));
  }

  std::mutex mutex;  // guards what follows
  std::vector<std::unique_ptr<BatchHasher>> idle;

  worker_pool::Optimized pool;
};

Parallel::Parallel() : Parallel(std::thread::hardware_concurrency(), BestEngine()) {}
Parallel::Parallel(size_t workers, Engine engine) : workers_(workers), engine_(engine), alone_(engine) {}
Parallel::Parallel(Parallel&& other) noexcept = default;
Parallel& Parallel::operator=(Parallel&& other) noexcept = default;
Parallel::~Parallel() = default;

absl::StatusOr<Digest> Parallel::HashTree(const fs::path& root) {
  return HashTreeInRounds(root, kRoundItems, [&](std::span<Item> items) { HashAll(root, items); });
}

Manifest Parallel::HashEach(const fs::path& root) {
  return HashEachInRounds(root, kRoundItems, [&](std::span<Item> items) { HashAll(root, items); });
}

void Parallel::HashAll(const fs::path& root, std::span<Item> items) {
  if (threads_ == nullptr) {
    try {
      threads_ = std::make_unique<Threads>(workers_);
    } catch (const std::system_error&) {  // no more threads to be had
      threads_ = std::make_unique<Threads>(1);
    }
  }
  std::vector<char> is_hashed((items.size() + kBatchItems - 1) / kBatchItems);
  const worker_pool::Outcome outcome = threads_->pool.Map(std::span<char>(is_hashed), [&](size_t batch) -> char {
    std::unique_ptr<BatchHasher> hasher = threads_->Take(engine_);
    const size_t begin = batch * kBatchItems;
    hasher->HashAll(root, items.subspan(begin, std::min(kBatchItems, items.size() - begin)));
    threads_->GiveBack(std::move(hasher));
    return 1;
  });
  if (outcome.ok()) return;
  for (Item& item : items) {  // a thread lacked memory for a path
    if (!item.done) item.digest = outcome.status;
    item.done = true;
  }
}

}  // namespace checksum
