#ifndef PAWL_IMPLS_ENV_SYNC_OPTIMIZED_H_
#define PAWL_IMPLS_ENV_SYNC_OPTIMIZED_H_

#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/env_sync/engine.h"
#include "impls/env_sync/env_sync.h"

namespace env_sync {

// Up to `concurrency` requests at once over connections that are kept from call to call, all driven by the calling
// thread (libcurl's multi interface): a request costs one round trip, and writes share it. A path's pages follow one
// another, as each names the next; several paths come at once. A page's variables are handed out before the next page
// is asked for, so that memory is a page for each path under way.
//
// What that takes: up to `concurrency` idle connections per thread that calls at the same time, until the object ends.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  explicit Optimized(Options options) : options_(std::move(options)) {}
  Optimized(const Optimized&) = delete;
  Optimized& operator=(const Optimized&) = delete;

  PushResult Push(std::string_view path, std::span<const Entry> entries, const std::stop_token& stop = {});
  absl::Status Pull(std::span<const std::string> paths, const Sink& sink, const std::stop_token& stop = {});

 private:
  // An engine for one call, which returns it: a call from another thread, or from a sink, gets another one.
  class Lease {
   public:
    explicit Lease(Optimized& owner);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    Engine* operator->() const { return engine_.get(); }

   private:
    Optimized& owner_;
    std::unique_ptr<Engine> engine_;
  };

  const Options options_;
  std::mutex mutex_;  // guards what follows
  std::vector<std::unique_ptr<Engine>> idle_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_OPTIMIZED_H_
