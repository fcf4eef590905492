#ifndef PAWL_TOOLS_RUNNER_MACHINE_H_
#define PAWL_TOOLS_RUNNER_MACHINE_H_

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/key.h"
#include "tools/runner/surroundings.h"

namespace pawl {

// What this machine says of itself. Shown in results; only `key` is ever compared.
struct Machine {
  MachineKey key;
  std::string cpu_model;
  std::vector<std::string> cpu_features;  // as /proc/cpuinfo spells them, sorted
  std::string kernel;
  Surroundings surroundings;
  std::vector<std::string> warnings;  // states that make timings worse here, each a sentence
};

// What /proc/cpuinfo, of x86-64 or arm64, says of its first CPU; "unknown" where it says nothing.
struct Cpu {
  std::string kind;   // vendor, family and model, of which stored times are: AuthenticAMD.26.2, 0x41.8.0xd0c
  std::string model;  // for people
  std::vector<std::string> features;  // sorted
};
Cpu ReadCpu(std::istream& cpuinfo);

// Reads /proc and /sys. Absent files leave "unknown" in a field: a container may hide them.
Machine ReadMachine();

// The CPUs that this process may run on.
std::vector<int> UsableCpus();

// Holds the machine-wide measuring lock while alive, so that two gates never measure at the same time.
class MeasuringLock {
 public:
  // One place for all users of a machine; a lock in a private folder would not keep two of them apart.
  static constexpr char kFile[] = "/tmp/pawl-measuring.lock";

  // Blocks until the lock is free; calls `waiting` once if it has to wait. Only tests name another `file`.
  static absl::StatusOr<MeasuringLock> Acquire(const std::function<void()>& waiting, const char* file = kFile);

  // Who holds the lock now; nullopt if nobody does. Only tests name another `file` and `root`.
  struct Holder {
    std::optional<pid_t> process;  // nullopt: hidden, as it is where the holder runs in another container
    std::string command;           // its command line; empty: hidden
  };
  static std::optional<Holder> FindHolder(const char* file = kFile, const std::filesystem::path& root = "/");

  MeasuringLock(MeasuringLock&& other) noexcept;
  MeasuringLock& operator=(MeasuringLock&& other) = delete;
  ~MeasuringLock();

 private:
  explicit MeasuringLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_MACHINE_H_
