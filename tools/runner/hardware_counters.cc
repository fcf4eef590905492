#include "tools/runner/hardware_counters.h"

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "fmt/format.h"

namespace pawl {

absl::Status ExplainCounterError(int error) {
  const auto because = [&](const char* cause) {
    return absl::UnavailableError(fmt::format("perf_event_open: {}: {}", strerror(error), cause));
  };
  switch (error) {
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
      return because("the CPU shows no performance counters, as in most virtual machines");
    case EACCES:
    case EPERM:
      return because(
          "the kernel or the container's seccomp profile forbids it (fix: sysctl kernel.perf_event_paranoid=1; in a "
          "container also --cap-add=PERFMON)");
    case ENOSYS:
      return because("this kernel or sandbox has no perf events");
    default:
      return because("no cause that Pawl knows of");
  }
}

absl::Status TryHardwareCounters() {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.size = sizeof(attributes);
  attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
  attributes.exclude_kernel = 1;  // all that perf_event_paranoid 2 allows
  attributes.exclude_hv = 1;
  const long opened = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (opened < 0) return ExplainCounterError(errno);
  const int descriptor = static_cast<int>(opened);
  constexpr int kIterations = 1000;
  for (int i = 0; i < kIterations; ++i) asm volatile("" : : "r"(i));
  uint64_t instructions = 0;
  const bool whole = read(descriptor, &instructions, sizeof(instructions)) == sizeof(instructions);
  close(descriptor);
  if (whole && instructions >= kIterations) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("perf_event_open: a loop of {} iterations counted {} instructions: the counter is there, but stands "
                  "still, as in some virtual machines",
                  kIterations, instructions));
}

}  // namespace pawl
