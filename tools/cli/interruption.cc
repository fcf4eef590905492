#include "tools/cli/interruption.h"

#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include "tools/runner/child.h"

namespace pawl {

InterruptionGuard::InterruptionGuard(std::filesystem::path folder, std::function<void()> clean_up)
    : folder_(std::move(folder)), clean_up_(std::move(clean_up)) {
  sigemptyset(&signals_);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  thread_ = std::thread([this] { Wait(); });
}

InterruptionGuard::~InterruptionGuard() {
  // A signal that came first ends the process during the join; another one now would be delivered in its place.
  State waiting = State::kWaiting;
  if (state_.compare_exchange_strong(waiting, State::kOver)) {
    pthread_kill(thread_.native_handle(), SIGHUP);  // one of those it waits for, so it ends nothing
  }
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

bool InterruptionGuard::Interrupted() const {
  if (state_ == State::kInterrupted) return true;
  // Nobody has taken it yet.
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
         sigismember(&pending, SIGHUP) == 1;
}

void InterruptionGuard::Wait() {
  int signal = 0;
  State waiting = State::kWaiting;
  if (sigwait(&signals_, &signal) != 0 || !state_.compare_exchange_strong(waiting, State::kInterrupted)) return;
  Child::KillAll();
  if (clean_up_) clean_up_();
  // The main thread goes on until the signal: it may still be copying a worker into the folder.
  std::error_code error;
  for (int attempt = 0; attempt < 10 && std::filesystem::exists(folder_, error); ++attempt) {
    std::filesystem::remove_all(folder_, error);
    if (error) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  std::signal(signal, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  raise(signal);
}

}  // namespace pawl
