#ifndef PAWL_TOOLS_RUNNER_CPU_QUOTA_H_
#define PAWL_TOOLS_RUNNER_CPU_QUOTA_H_

#include <filesystem>

#include "tools/runner/reading.h"

namespace pawl {

// How many CPUs' time the control groups grant to this process: the tightest of its own group and of all above it, of
// version 2 (cpu.max) or 1 (cpu.cfs_quota_us). Infinite if none limits it; no value if no such file can be read. Reads
// proc/ and sys/ under `root`.
Reading<double> ReadCpuQuota(const std::filesystem::path& root = "/");

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_CPU_QUOTA_H_
