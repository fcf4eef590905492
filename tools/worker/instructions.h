#ifndef PAWL_TOOLS_WORKER_INSTRUCTIONS_H_
#define PAWL_TOOLS_WORKER_INSTRUCTIONS_H_

#include <cstdint>

#include "tools/worker/loop_window.h"

namespace pawl {

// Counts the instructions of a process that runs under valgrind's callgrind. In any other process all of this does
// nothing, and costs as much.
//
// Everything is instrumented from StartCounting() on; a window sets callgrind's counts to zero where it opens and dumps
// them into a file where it closes, those of all threads together. Switching the instrumentation itself on and off
// around each window gave the same counts, but threw away callgrind's translations each time: 0.53 s instead of 0.15 s
// for a case.
bool UnderCallgrind();
void StartCounting();

// To be set by SetLoopWindow.
LoopWindow CountingWindow();

// Closes a window that a loop left by return or break has left open. Call between slices.
void CloseCountingWindow();

// How many files were dumped so far. Callgrind numbers them from 1, and in a forked process from 1 again.
int64_t Dumps();
void ForgetDumps();

// A window around a loop of exactly 2 `n` instructions on x86_64, and at least 2 `n` elsewhere. REQUIRES: n > 0.
void RunControlLoop(int64_t n);

// How much deeper a slice has to start in the stack, so that it finds its stack at the same place in a page whatever
// the sizes of environment and arguments: glibc's memmove, for one, goes another way if both sides lie at the same
// place.
int64_t StackBytesToPage();

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_INSTRUCTIONS_H_
