#include "impls/archive_export/signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace archive_export {
namespace {

// Those of the three that were not ignored when the program started: nohup(1) ignores SIGHUP, and a shell SIGINT for
// what it runs in the background. A signalfd would read ignored ones, too.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction action = {};
    if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&signals, number);
  }
  return signals;
}

impls::Fd OrAbort(int fd, const char* what) {
  if (fd < 0) {
    std::fprintf(stderr, "%s: %s. Close some descriptors, or raise the limit (ulimit -n)\n", what,
                 std::strerror(errno));
    std::abort();
  }
  return impls::Fd(fd);
}

// As if nobody handled it.
[[noreturn]] void EndBy(int number) {
  signal(number, SIG_DFL);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, number);
  raise(number);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  _exit(128 + number);  // Not reached: the signal was pending.
}

}  // namespace

// The mask first: a signal that comes before there is somebody to read it then waits.
StopOnSignal::StopOnSignal() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, &mask_before_);
  struct sigaction ignore = {};
  ignore.sa_handler = SIG_IGN;
  for (size_t i = 0; i < kIgnored.size(); ++i) sigaction(kIgnored[i], &ignore, &ignored_before_[i]);
  signals_ = OrAbort(signalfd(-1, &signals, SFD_CLOEXEC), "signalfd");
  end_ = OrAbort(eventfd(0, EFD_CLOEXEC), "eventfd");
  waiter_ = std::thread([this] { Wait(); });
}

StopOnSignal::~StopOnSignal() {
  eventfd_write(end_.get(), 1);
  waiter_.join();
  for (size_t i = 0; i < kIgnored.size(); ++i) sigaction(kIgnored[i], &ignored_before_[i], nullptr);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void StopOnSignal::Wait() {
  std::array<pollfd, 2> events = {{{signals_.get(), POLLIN, 0}, {end_.get(), POLLIN, 0}}};
  while (true) {
    if (poll(events.data(), events.size(), -1) < 0) continue;  // EINTR: by SIGCONT, after a stop
    if (events[1].revents != 0) return;
    signalfd_siginfo info = {};
    if (read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) continue;
    const int number = static_cast<int>(info.ssi_signo);
    if (signal_number_.load() != 0) EndBy(number);
    signal_number_.store(number);
    stop_.request_stop();
  }
}

}  // namespace archive_export
