#ifndef PAWL_IMPLS_ENV_SYNC_CALLS_H_
#define PAWL_IMPLS_ENV_SYNC_CALLS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "impls/env_sync/env_sync.h"
#include "impls/env_sync/retry.h"
#include "impls/env_sync/transfer.h"

// What one variable's write, or one path's pages, need of the network: which request is next, given how the last one
// ended. They neither send nor wait, which is what the implementations differ in.
namespace env_sync {

struct Step {
  enum class Kind : uint8_t {
    kDone,   // this call is over
    kAgain,  // after `wait`, another request
    kEnd,    // so are all others of the push or pull
  };
  Kind kind = Kind::kDone;
  std::chrono::milliseconds wait{0};
  bool is_overload = false;  // the server has too much to do
};

class Call {
 public:
  virtual ~Call() = default;
  virtual Request Next() = 0;
  virtual Step OnEnd(const Exchange& exchange) = 0;
  // Nothing more is sent for it.
  virtual void Drop() = 0;
};

// Leaves how it ended in `report`. All arguments are borrowed.
class PutCall final : public Call {
 public:
  PutCall(std::string_view path, const Entry& entry, const Options& options, Backoff& backoff, Report& report);

  Request Next() override;
  Step OnEnd(const Exchange& exchange) override;
  void Drop() override;

 private:
  Step OnPut(const Exchange& exchange);
  Step OnReadBack(const Exchange& exchange);
  Step Retry(const Finding& finding);
  Step Fail(const absl::Status& status);
  Step Written(int64_t version);

  const std::string name_;
  const Entry entry_;
  const Options& options_;
  Backoff& backoff_;
  Report& report_;
  int failed_ = 0;
  bool reads_back_ = false;
  bool may_be_written_ = false;
  bool was_sent_ = false;
  bool was_lost_ = false;  // an answer, ever
  absl::Status existed_;   // what the store said where the parameter may be one that it wrote for us
  absl::Status last_;
};

// Hands a path's variables to `sink`. The first error is left in `status` and ends everything.
class PagesCall final : public Call {
 public:
  PagesCall(size_t index, std::string_view path, const Options& options, Backoff& backoff, const Sink& sink,
            const std::stop_token& stop, absl::Status& status);

  Request Next() override;
  Step OnEnd(const Exchange& exchange) override;
  void Drop() override;

 private:
  absl::Status Deliver(std::string_view body, std::string& next_token) const;
  Step End(const absl::Status& status);

  const size_t index_;
  const std::string path_;
  const Options& options_;
  Backoff& backoff_;
  const Sink& sink_;
  const std::stop_token& stop_;
  absl::Status& status_;
  std::string token_;
  // A token of an earlier page, from ever farther back: tokens that go round meet it (Brent's algorithm).
  std::string mark_;
  uint64_t pages_ = 0;
  uint64_t next_mark_ = 1;
  int failed_ = 0;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_CALLS_H_
