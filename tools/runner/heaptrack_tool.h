#ifndef PAWL_TOOLS_RUNNER_HEAPTRACK_TOOL_H_
#define PAWL_TOOLS_RUNNER_HEAPTRACK_TOOL_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// The parts of one installed heaptrack.
struct HeaptrackTool {
  std::string version;            // "heaptrack 1.4.0"
  std::filesystem::path preload;  // for LD_PRELOAD of the watched process
  std::filesystem::path interpreter;
  std::filesystem::path print;
};

// Stacks by metric, summed: allocations, temporary_allocations, leaked_bytes, peak_bytes.
using HeapStacks = std::map<std::string, std::map<std::string, int64_t>>;

// Finds heaptrack by `search_path`, as a shell does. kNotFound, with what to install, if it or a part of it is not
// there; an error if it does not run. `folder` takes its log.
absl::StatusOr<HeaptrackTool> FindHeaptrack(const std::string& search_path, const std::filesystem::path& folder,
                                            std::chrono::milliseconds timeout);

// The stacks in the raw data of one ended process. An error with the file if a part of heaptrack fails, or if the data
// is not whole: it must hold an allocation of `control_bytes` or up to 16 more, which the process made last.
absl::StatusOr<HeapStacks> ReadHeapStacks(const HeaptrackTool& tool, const std::filesystem::path& raw,
                                          int64_t control_bytes, std::chrono::milliseconds timeout);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_HEAPTRACK_TOOL_H_
