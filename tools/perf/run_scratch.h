#ifndef PAWL_TOOLS_PERF_RUN_SCRATCH_H_
#define PAWL_TOOLS_PERF_RUN_SCRATCH_H_

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace pawl {

// The environment variable by which the runner tells its workers of RunScratch().
inline constexpr char kRunScratchVariable[] = "PAWL_RUN_SCRATCH";

// A folder that all workers of one run share, one after the other, and that the runner removes: the place for input
// files that are too dear to write anew in each of a run's dozens of processes. Its path has the same length in every
// run, so that what a benchmark allocates for paths is the same, too. Each timing process finds its files, up to some
// megabytes large, on other pages than the one before. nullopt in a benchmark started by hand.
inline std::optional<std::filesystem::path> RunScratch() {
  const char* path = std::getenv(kRunScratchVariable);
  if (path == nullptr || *path == '\0') return std::nullopt;
  return path;
}

}  // namespace pawl

#endif  // PAWL_TOOLS_PERF_RUN_SCRATCH_H_
