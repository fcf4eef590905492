#include "tools/worker/loop_window.h"

#include <atomic>

#include "benchmark/benchmark.h"

namespace {

pawl::LoopWindow loop_window;
std::atomic<int> running_loops{0};

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier): the names are the linker's, `__wrap_` and `__real_` before
// benchmark::State::StartKeepRunning() and FinishKeepRunning().
extern "C" {
void __real__ZN9benchmark5State16StartKeepRunningEv(benchmark::State* state);
void __real__ZN9benchmark5State17FinishKeepRunningEv(benchmark::State* state);

void __wrap__ZN9benchmark5State16StartKeepRunningEv(benchmark::State* state) {
  __real__ZN9benchmark5State16StartKeepRunningEv(state);
  if (loop_window.begin != nullptr && running_loops.fetch_add(1) == 0) loop_window.begin();
}

void __wrap__ZN9benchmark5State17FinishKeepRunningEv(benchmark::State* state) {
  if (loop_window.end != nullptr && running_loops.fetch_sub(1) == 1) loop_window.end();
  __real__ZN9benchmark5State17FinishKeepRunningEv(state);
}
}
// NOLINTEND(bugprone-reserved-identifier)

namespace pawl {

void SetLoopWindow(LoopWindow window) {
  loop_window = window;
  running_loops = 0;
}

}  // namespace pawl
