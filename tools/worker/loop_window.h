#ifndef PAWL_TOOLS_WORKER_LOOP_WINDOW_H_
#define PAWL_TOOLS_WORKER_LOOP_WINDOW_H_

namespace pawl {

// Callbacks around the measured loop of a benchmark: `begin` runs right after Google Benchmark has started its loop,
// `end` right before it finishes. With several threads, around the time from the first start to the last finish.
// Nothing outside the loop is inside the window: neither the library's own work per slice, nor the benchmark's set-up.
struct LoopWindow {
  void (*begin)() = nullptr;
  void (*end)() = nullptr;
};

// Sets the process's window; an empty one switches it off. Call between slices only.
//
// The library offers no hook here, so the two out-of-line functions that every loop calls are wrapped at link time
// (--wrap, in BUILD); an unwatched loop pays one predictable branch per slice.
void SetLoopWindow(LoopWindow window);

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_LOOP_WINDOW_H_
