#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_SIGNALS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_SIGNALS_H_

#include <signal.h>

#include <array>
#include <atomic>
#include <stop_token>
#include <thread>

#include "impls/fd.h"

namespace archive_export {

// For its life, SIGTERM, SIGINT and SIGHUP, those that are not ignored, request a stop instead of ending the process;
// SIGPIPE and SIGXFSZ are ignored, so that a closed pipe and a file at its limit are errors of write(2). A second of
// the three ends the process at once, as it would without this object: the way out if work does not look at the stop.
// Threads must be started after it is made, as they inherit the mask; one object at a time. Aborts with the reason
// where the system refuses a descriptor.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

  // The signal that requested the stop; 0 if none did. From any thread.
  int signal_number() const { return signal_number_.load(); }

 private:
  static constexpr std::array kIgnored = {SIGPIPE, SIGXFSZ};

  void Wait();

  sigset_t mask_before_;
  std::array<struct sigaction, kIgnored.size()> ignored_before_;
  std::stop_source stop_;
  std::atomic<int> signal_number_ = 0;
  impls::Fd signals_;  // signalfd(2)
  impls::Fd end_;      // eventfd(2): the object's
  std::thread waiter_;
};

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_SIGNALS_H_
