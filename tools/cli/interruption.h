#ifndef PAWL_TOOLS_CLI_INTERRUPTION_H_
#define PAWL_TOOLS_CLI_INTERRUPTION_H_

#include <pthread.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

namespace pawl {

// Leaves the machine as it was found when SIGINT, SIGTERM or SIGHUP ends this process: kills its worker processes,
// removes `folder`, and lets the signal do what it always does, so that whoever waits sees it. A thread of its own does
// this, since neither may be done in a signal handler. One at a time, made before any other thread.
class InterruptionGuard {
 public:
  // `clean_up`, if given, is called on that thread, after the workers are killed; the others still run meanwhile.
  explicit InterruptionGuard(std::filesystem::path folder, std::function<void()> clean_up = nullptr);
  InterruptionGuard(const InterruptionGuard&) = delete;
  InterruptionGuard& operator=(const InterruptionGuard&) = delete;
  ~InterruptionGuard();

  // Whether the end of this process has begun, so that what fails now tells nothing.
  bool Interrupted() const;

 private:
  enum class State { kWaiting, kOver, kInterrupted };

  void Wait();

  std::filesystem::path folder_;
  std::function<void()> clean_up_;
  sigset_t signals_;
  sigset_t before_;
  std::atomic<State> state_ = State::kWaiting;
  std::thread thread_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_INTERRUPTION_H_
