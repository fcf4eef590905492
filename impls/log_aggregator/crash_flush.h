#ifndef PAWL_IMPLS_LOG_AGGREGATOR_CRASH_FLUSH_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_CRASH_FLUSH_H_

#include "absl/status/status.h"

namespace log_aggregator {

class Writer;

// While it lives, a signal that ends the process by a fault or abort() waits for a writer to write what was accepted,
// then goes to whoever had handled it before.
//
// The handler only asks the writer's thread, and waits for it, 2 s at most: a sink may be stuck. It stays installed
// once it was, and passes on all signals when no writer is registered. It runs on the alternate stack of a thread that
// has one (sigaltstack(2)), without which a stack overflow is not survived long enough. A fault of the writer's own
// thread ends the process at once.
class CrashFlush {
 public:
  static constexpr int kMaxWriters = 16;

  CrashFlush() = default;
  ~CrashFlush();
  CrashFlush(const CrashFlush&) = delete;
  CrashFlush& operator=(const CrashFlush&) = delete;

  // RESOURCE_EXHAUSTED where kMaxWriters are registered. The writer must outlive this.
  absl::Status Register(Writer& writer);

 private:
  int place_ = -1;
};

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_CRASH_FLUSH_H_
