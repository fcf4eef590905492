#ifndef PAWL_TOOLS_RUNNER_PROCESS_WORKER_H_
#define PAWL_TOOLS_RUNNER_PROCESS_WORKER_H_

#include <filesystem>
#include <memory>
#include <string>

#include "tools/runner/worker.h"

namespace pawl {

struct ProcessWorkerOptions {
  std::filesystem::path binary;       // a benchmark linked with //tools/worker
  std::filesystem::path counter;      // the allocation counter's shared object
  std::filesystem::path scratch;      // an existing private folder: copies, logs, the workers' TMPDIR and RunScratch
  std::filesystem::path folder = {};  // that it runs in; empty: this process's own. The others are absolute then
  // No request may take longer: the slowest slice of a gate is about a second, so this only ends a worker that hangs.
  int timeout_s = 60;
};

// Workers that are real processes.
std::unique_ptr<WorkerFactory> NewProcessWorkerFactory(ProcessWorkerOptions options);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_PROCESS_WORKER_H_
