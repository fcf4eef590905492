#include "tools/runner/machine.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <istream>
#include <map>
#include <sstream>
#include <utility>

#include "fmt/format.h"
#include "tools/runner/environment_check.h"

namespace pawl {
namespace {

// "name : value" lines of the first CPU.
std::map<std::string, std::string> FirstCpu(std::istream& cpuinfo) {
  std::map<std::string, std::string> info;
  for (std::string line; std::getline(cpuinfo, line) && !line.empty();) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    name.erase(name.find_last_not_of(" \t") + 1);
    info[name] = colon + 2 <= line.size() ? line.substr(colon + 2) : "";
  }
  return info;
}

std::string FieldOr(const std::map<std::string, std::string>& info, const std::string& name) {
  const auto found = info.find(name);
  return found == info.end() || found->second.empty() ? "unknown" : found->second;
}

// A key's fields are separated by '-' and '/'.
std::string KeyText(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char c) { return c == '-' || c == '/' || c == ' '; }, '_');
  return text;
}

// The hypervisor's own twelve letters (CPUID leaf 0x40000000), as "KVMKVMKVM"; /sys is often hidden from a container.
std::string Hypervisor(const std::vector<std::string>& features) {
  if (!std::binary_search(features.begin(), features.end(), "hypervisor")) return "none";
#if defined(__x86_64__)
  unsigned leaf = 0;
  char name[13] = {};
  unsigned words[3] = {};
  __cpuid(0x40000000, leaf, words[0], words[1], words[2]);
  std::memcpy(name, words, 12);
  if (name[0] != '\0') return name;
#endif
  return "unknown";
}

// "1: FLOCK  ADVISORY  WRITE 14663 fe:00:10960899 0 EOF"; lines of those who wait have "->" for their second word.
std::optional<pid_t> HolderOf(const std::string& inode, const std::filesystem::path& root) {
  std::ifstream locks(root / "proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number, kind, advisory, mode, of;
    pid_t process = 0;
    if (words >> number >> kind >> advisory >> mode >> process >> of && kind == "FLOCK" && mode == "WRITE" &&
        of == inode && process > 0) {
      return process;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<int> UsableCpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return {0};
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

Cpu ReadCpu(std::istream& cpuinfo) {
  const auto info = FirstCpu(cpuinfo);
  // arm64 has names of its own, and no `flags`, `vendor_id`, `cpu family` and `model`.
  const bool arm = info.contains("CPU implementer");
  Cpu cpu;
  std::istringstream flags(FieldOr(info, arm ? "Features" : "flags"));
  for (std::string flag; flags >> flag;) cpu.features.push_back(flag);
  std::sort(cpu.features.begin(), cpu.features.end());
  cpu.kind = KeyText(fmt::format("{}.{}.{}", FieldOr(info, arm ? "CPU implementer" : "vendor_id"),
                                 FieldOr(info, arm ? "CPU architecture" : "cpu family"),
                                 FieldOr(info, arm ? "CPU part" : "model")));
  cpu.model = arm ? cpu.kind : FieldOr(info, "model name");
  return cpu;
}

Machine ReadMachine() {
  Machine machine;
  std::ifstream cpuinfo("/proc/cpuinfo");
  Cpu cpu = ReadCpu(cpuinfo);
  machine.cpu_features = std::move(cpu.features);
  machine.cpu_model = std::move(cpu.model);
  machine.key.cpu = std::move(cpu.kind);
  machine.key.cpus = static_cast<int>(UsableCpus().size());
  machine.key.hypervisor = KeyText(Hypervisor(machine.cpu_features));
  const char* own_test = std::getenv("TEST_TARGET");
  machine.surroundings = ReadSurroundings(own_test == nullptr ? "" : own_test);
  machine.key.aslr = machine.surroundings.randomisation.value.value_or("unknown");
  utsname kernel{};
  if (uname(&kernel) == 0) machine.kernel = fmt::format("{} {}", kernel.sysname, kernel.release);
  machine.warnings = EnvironmentWarnings(machine.surroundings, machine.key.cpus);
  return machine;
}

absl::StatusOr<MeasuringLock> MeasuringLock::Acquire(const std::function<void()>& waiting, const char* file) {
  // Without O_CREAT first: with it, the kernel refuses another user's file in /tmp (fs.protected_regular).
  int descriptor = open(file, O_RDWR | O_CLOEXEC);
  if (descriptor < 0 && errno == ENOENT) descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, fmt::format("cannot open the measuring lock {}", file));
  fchmod(descriptor, 0666);  // the umask must not lock other users out; fails harmlessly if the file is theirs
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return MeasuringLock(descriptor);
  waiting();
  while (flock(descriptor, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int error = errno;
    close(descriptor);
    return absl::ErrnoToStatus(error, fmt::format("cannot lock {}", file));
  }
  return MeasuringLock(descriptor);
}

std::optional<MeasuringLock::Holder> MeasuringLock::FindHolder(const char* file, const std::filesystem::path& root) {
  const int descriptor = open(file, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;  // who holds it has made it
  struct stat status{};
  // A shared lock, held for a moment: two who look at once don't see each other.
  const bool held = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  const bool known = fstat(descriptor, &status) == 0;
  close(descriptor);
  if (!held) return std::nullopt;
  Holder holder;
  if (!known) return holder;
  const std::string inode = fmt::format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev), status.st_ino);
  holder.process = HolderOf(inode, root);
  if (!holder.process) return holder;
  std::ifstream words(root / "proc" / std::to_string(*holder.process) / "cmdline", std::ios::binary);
  for (std::string word; std::getline(words, word, '\0');) holder.command += (holder.command.empty() ? "" : " ") + word;
  return holder;
}

MeasuringLock::MeasuringLock(MeasuringLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

MeasuringLock::~MeasuringLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace pawl
