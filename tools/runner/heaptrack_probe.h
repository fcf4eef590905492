#ifndef PAWL_TOOLS_RUNNER_HEAPTRACK_PROBE_H_
#define PAWL_TOOLS_RUNNER_HEAPTRACK_PROBE_H_

#include <filesystem>
#include <memory>
#include <string>

#include "tools/runner/profiler.h"

namespace pawl {

struct HeaptrackOptions {
  std::filesystem::path binary;   // a benchmark linked with //tools/worker
  std::filesystem::path scratch;  // an existing private folder; nothing is left in it
  std::string search_path;        // folders by colons, as in PATH, with `heaptrack` and `heaptrack_print`
  int timeout_s = 60;             // no request and no part of heaptrack may take longer
};

// The call sites of a case's allocations, by heaptrack. Gives four profiles:
//
//   allocations, temporary_allocations, leaked_bytes   per iteration: the slope between a process that runs n
//       iterations and one that runs 2n, each after one call that builds the fixture, so that what a process or a call
//       allocates beside its iterations cancels out. Bytes as requested. Leaked is what lives at the end of the
//       process.
//   peak_bytes   of the whole process when its heap was largest, fixture, start-up and libraries included: heaptrack
//       has no window. Not per iteration.
//
// "Temporary" is heaptrack's word for an allocation that was freed before any other call of the allocator; it takes any
// two blocks of one size from one call stack for the same.
//
// n is 64, or 1 for a case whose iterations take more than 10 ms, as for the preloaded counter; the counts of the two
// instruments differ by what they know (bytes as requested or as rounded, the loop or the call) and are not compared.
//
// Of heaptrack's programs only `heaptrack --version`, the preloaded library, the interpreter and `heaptrack_print` run.
// Its shell script would put a pipe into /tmp that is named by a process number, which two sandboxes of Bazel share,
// and that stays when the script is killed; here, raw data goes straight into `scratch`, and no process but the worker
// lives while it is written.
//
// Missing: heaptrack is not installed, or it sees nothing of a static binary; a sanitizer owns the allocator; the case
// fixes its own number of iterations. Everything else is an error with the file and the tool's last words: a part that
// crashes or exits with another status than 0, data that is empty, cut off (a full disk) or no data. To notice what
// heaptrack does not, the worker makes an allocation of known size last, and the stacks must add up to what the
// interpreter saw.
std::unique_ptr<Profiler> NewHeaptrackProbe(HeaptrackOptions options);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_HEAPTRACK_PROBE_H_
