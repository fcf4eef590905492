#include "tools/worker/instructions.h"

#include <valgrind/callgrind.h>

#include <atomic>

namespace pawl {
namespace {

constexpr uintptr_t kPageBytes = 4096;  // a multiple of every alignment that code asks of its stack

std::atomic<int64_t> dumps{0};
std::atomic<bool> open{false};

// The macros are C.
// NOLINTBEGIN
void Zero() { CALLGRIND_ZERO_STATS; }
void Dump() { CALLGRIND_DUMP_STATS; }
void Start() { CALLGRIND_START_INSTRUMENTATION; }
// NOLINTEND

void Begin() {
  open = true;
  Zero();
}

void End() {
  Dump();
  ++dumps;
  open = false;
}

}  // namespace

bool UnderCallgrind() { return RUNNING_ON_VALGRIND != 0; }

void StartCounting() {
  static const bool started = [] {
    Start();
    return true;
  }();
  (void)started;
}

LoopWindow CountingWindow() { return {Begin, End}; }

void CloseCountingWindow() {
  if (open) End();
}

int64_t Dumps() { return dumps; }

void ForgetDumps() { dumps = 0; }

void RunControlLoop(int64_t n) {
  Begin();
#if defined(__x86_64__)
  asm volatile(
      "1: dec %0\n"
      "jnz 1b"
      : "+r"(n)
      :
      : "cc");
#else
  for (volatile int64_t left = n; left > 0; left = left - 1) {
  }
#endif
  End();
}

__attribute__((noinline)) int64_t StackBytesToPage() {
  return static_cast<int64_t>(reinterpret_cast<uintptr_t>(__builtin_frame_address(0)) % kPageBytes);
}

}  // namespace pawl
