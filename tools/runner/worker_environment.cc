#include "tools/runner/worker_environment.h"

#include <cstdlib>
#include <system_error>

#include "fmt/format.h"
#include "tools/perf/run_scratch.h"

namespace pawl {
namespace {

// DEFAULT_MMAP_THRESHOLD_MAX of 64-bit glibc, and twice that.
constexpr char kThresholds[] = "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=67108864";

}  // namespace

std::filesystem::path RunScratchIn(const std::filesystem::path& scratch) { return scratch / "shared"; }

std::vector<std::string> WorkerEnvironment(const std::filesystem::path& scratch) {
  const std::filesystem::path shared = RunScratchIn(scratch);
  std::error_code error;  // whoever writes into it says that it is not there
  std::filesystem::create_directory(shared, error);
  const char* const own = std::getenv("GLIBC_TUNABLES");
  const std::string more = own == nullptr || *own == '\0' ? "" : fmt::format(":{}", own);
  return {"TMPDIR=" + scratch.string(), fmt::format("{}={}", kRunScratchVariable, shared.string()),
          fmt::format("GLIBC_TUNABLES={}{}", kThresholds, more)};
}

}  // namespace pawl
