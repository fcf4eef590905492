#include "impls/object_pool/manager.h"

#include <malloc.h>
#include <unistd.h>

#include <fstream>
#include <system_error>
#include <utility>

#include "absl/status/status.h"

namespace object_pool {

absl::StatusOr<std::unique_ptr<Manager>> Manager::Make(const MemoryConfig& config, const std::filesystem::path& root) {
  if (absl::Status status = CheckConfig(config); !status.ok()) return status;
  std::unique_ptr<memory_pressure::Monitor> monitor;
  if (config.enabled && config.monitoring_enabled) {
    memory_pressure::Options options;
    options.root = root;
    options.process_limit_bytes = config.memory_threshold;
    absl::StatusOr<std::unique_ptr<memory_pressure::Monitor>> made = memory_pressure::Monitor::Make(options);
    if (!made.ok()) return made.status();
    monitor = *std::move(made);
  }
  std::unique_ptr<Manager> manager(new Manager(config, std::move(monitor)));
  if (manager->monitor_ != nullptr) {
    try {
      manager->watcher_ = std::thread([raw = manager.get()] { raw->Watch(); });
    } catch (const std::system_error& error) {
      return absl::ResourceExhaustedError("the monitoring thread cannot be started: " + std::string(error.what()));
    }
  }
  return manager;
}

Manager::Manager(const MemoryConfig& config, std::unique_ptr<memory_pressure::Monitor> monitor)
    : config_(config),
      bytes_(PoolOptions(config)),
      strings_(PoolOptions(config)),
      maps_(PoolOptions(config)),
      monitor_(std::move(monitor)) {
  if (monitor_ == nullptr) return;
  callback_ = monitor_->callbacks().Add([this](Level, Level now) { Trim(now); });
}

Manager::~Manager() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  stopped_.notify_all();
  if (watcher_.joinable()) watcher_.join();
  if (monitor_ != nullptr) monitor_->callbacks().Remove(callback_);
}

void Manager::Watch() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, config_.gc_interval, [this] { return stops_; })) {
    lock.unlock();
    const Level before = monitor_->level();
    const Level level = monitor_->Sample();
    // A change has been announced to the callback.
    if (level == before) Trim(level);
    lock.lock();
    ++looks_;
  }
}

void Manager::Trim(Level level) {
  bytes_.Trim(level);
  strings_.Trim(level);
  maps_.Trim(level);
  if (level != Level::kNormal) malloc_trim(0);
}

uint64_t Manager::looks() const {
  const std::lock_guard lock(mutex_);
  return looks_;
}

std::array<NamedStats, 3> Manager::stats() const {
  return {NamedStats{"bytes", bytes_.stats()}, NamedStats{"strings", strings_.stats()},
          NamedStats{"maps", maps_.stats()}};
}

MemoryStats Manager::memory_stats() const {
  MemoryStats memory;
  const struct mallinfo2 info = mallinfo2();
  memory.heap_bytes = info.uordblks + info.hblkhd;
  memory.free_bytes = info.fordblks;
  uint64_t pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident_pages;
  memory.resident_bytes = resident_pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  for (const NamedStats& pool : stats()) memory.retained_bytes += pool.stats.retained_bytes;
  return memory;
}

}  // namespace object_pool
