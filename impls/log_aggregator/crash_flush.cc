#include "impls/log_aggregator/crash_flush.h"

#include <signal.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>

#include "impls/log_aggregator/writer.h"

namespace log_aggregator {
namespace {

constexpr std::array<int, 5> kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr int64_t kMostMs = 2000;

// All of it is constant-initialized: a signal may come before or after main.
constinit std::array<std::atomic<Writer*>, CrashFlush::kMaxWriters> writers;
constinit std::array<struct sigaction, kSignals.size()> previous{};
constinit std::once_flag installed;

void OnCrash(int signal_number, siginfo_t* info, void* /*context*/) {
  const int error_number = errno;
  for (const std::atomic<Writer*>& place : writers) {
    if (Writer* const writer = place.load(); writer != nullptr) writer->FlushForCrash(kMostMs);
  }
  for (size_t i = 0; i < kSignals.size(); ++i) {
    if (kSignals[i] == signal_number) sigaction(signal_number, &previous[i], nullptr);
  }
  errno = error_number;
  // A fault comes again by itself, with its address, when the instruction is repeated. What was sent has to be sent
  // again; it is blocked until this returns.
  if (info->si_code <= 0) raise(signal_number);
}

void Install() {
  struct sigaction action = {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &previous[i]);
    sigaction(kSignals[i], &action, nullptr);
  }
}

}  // namespace

CrashFlush::~CrashFlush() {
  if (place_ >= 0) writers[static_cast<size_t>(place_)].store(nullptr);
}

absl::Status CrashFlush::Register(Writer& writer) {
  std::call_once(installed, Install);
  for (size_t i = 0; i < writers.size(); ++i) {
    Writer* none = nullptr;
    if (writers[i].compare_exchange_strong(none, &writer)) {
      place_ = static_cast<int>(i);
      return absl::OkStatus();
    }
  }
  return absl::ResourceExhaustedError(std::to_string(kMaxWriters) +
                                      " aggregators are flushed on a crash already. Make this one without "
                                      "flush_on_crash, or log to fewer");
}

}  // namespace log_aggregator
