#ifndef PAWL_IMPLS_ENV_SYNC_RETRY_H_
#define PAWL_IMPLS_ENV_SYNC_RETRY_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "impls/env_sync/options.h"
#include "impls/env_sync/transfer.h"

// What an exchange means for the next one.
namespace env_sync {

struct Finding {
  enum class Kind : uint8_t {
    kOk,         // status 200, whatever the body
    kThrottled,  // refused for now, and not executed
    kNotSent,    // nothing reached the server
    kUnknown,    // may have been executed: a lost answer or a 5xx
    kFinal,      // refused for good
  };
  Kind kind = Kind::kFinal;
  std::string error_name;  // the server's; empty if it gave none
  absl::Status status;     // for messages, of any kind but kOk
  std::chrono::seconds retry_after{0};
  bool is_overload =
      false;  // the server has too much to do: throttling, or a 5xx; a lost connection says nothing of it
};

// `what` is what messages begin with: "PutParameter /app/KEY".
Finding Judge(const Exchange& exchange, const std::string& what);

// Draws the waits of one call's retries. Used by one thread at a time.
class Backoff {
 public:
  explicit Backoff(const Options& options);

  // Before the attempt after the `failed`th, from 1.
  std::chrono::milliseconds Draw(int failed, std::chrono::seconds retry_after);

 private:
  const Options& options_;
  std::mt19937_64 random_;
};

// How many requests may be under way: halved by a throttled one, one more for each that succeeds.
class Pacer {
 public:
  explicit Pacer(size_t most) : most_(std::max<size_t>(most, 1)), limit_(most_) {}

  size_t limit() const { return limit_; }
  void OnThrottled() { limit_ = std::max<size_t>(limit_ / 2, 1); }
  void OnSuccess() { limit_ = std::min(limit_ + 1, most_); }

 private:
  size_t most_;
  size_t limit_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_RETRY_H_
