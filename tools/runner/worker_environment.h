#ifndef PAWL_TOOLS_RUNNER_WORKER_ENVIRONMENT_H_
#define PAWL_TOOLS_RUNNER_WORKER_ENVIRONMENT_H_

#include <filesystem>
#include <string>
#include <vector>

namespace pawl {

// The run's scratch folder (tools/perf/run_scratch.h) within the runner's own.
std::filesystem::path RunScratchIn(const std::filesystem::path& scratch);

// What every process of a benchmark binary gets beside this process's environment, as NAME=value:
//   * TMPDIR and the run's scratch folder, which is made, in `scratch`;
//   * fixed thresholds of glibc's malloc (GLIBC_TUNABLES), at the largest values that it adapts them to by itself. Left
//     to adapt, they follow from what else was freed in the process, and decide whether a block of some hundred KB
//     comes from the kernel in every iteration: one and the same case took 6.6 or 24.8 us. So a case is measured as in
//     a process that has run for long. GLIBC_TUNABLES of this process's own are kept, and win.
std::vector<std::string> WorkerEnvironment(const std::filesystem::path& scratch);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_WORKER_ENVIRONMENT_H_
