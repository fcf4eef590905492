#include "tools/runner/environment_check.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

#include "fmt/format.h"

namespace pawl {
namespace {

using Path = std::filesystem::path;

std::string FirstLine(const Path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::vector<Path> Entries(const Path& folder) {
  std::vector<Path> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    entries.push_back(at->path());
  }
  return entries;
}

std::string Randomisation(const Path& root) {
  const std::string state = FirstLine(root / "proc/sys/kernel/randomize_va_space");
  if (state == "2") return "";
  return fmt::format(
      "address randomisation is {} here: layout differences between builds stay constant instead of averaging out "
      "(fix: sysctl kernel.randomize_va_space=2)",
      state.empty() ? "unknown" : state);
}

std::string Governor(const Path& root) {
  std::set<std::string> governors;
  for (const Path& cpu : Entries(root / "sys/devices/system/cpu")) {
    const std::string governor = FirstLine(cpu / "cpufreq/scaling_governor");
    if (!governor.empty() && governor != "performance") governors.insert(governor);
  }
  if (governors.empty()) return "";
  return fmt::format(
      "governor {}: clock rates follow the load, and timings drift (fix: cpupower frequency-set -g "
      "performance)",
      fmt::join(governors, ", "));
}

std::string Turbo(const Path& root) {
  const Path cpu = root / "sys/devices/system/cpu";
  if (FirstLine(cpu / "intel_pstate/no_turbo") != "0" && FirstLine(cpu / "cpufreq/boost") != "1") return "";
  return "turbo is on: clock rates follow the temperature and what the other cores do (fix: echo 1 > "
         "/sys/devices/system/cpu/intel_pstate/no_turbo, or 0 > .../cpufreq/boost)";
}

std::string Load(int cpus, const Path& root) {
  std::istringstream line(FirstLine(root / "proc/loadavg"));
  double load = 0;
  if (!(line >> load) || load <= cpus) return "";
  return fmt::format("load average {:.1f} on {} CPUs: expect more processes and more `unstable`", load, cpus);
}

// The share of one CPU that "cpu.max" grants ("50000 100000"); infinite for "max 100000" and for no such file.
double GrantedCpus(const Path& file) {
  std::istringstream line(FirstLine(file));
  double quota = 0;
  double period = 0;
  if (!(line >> quota >> period) || period <= 0) return INFINITY;
  return quota / period;
}

// Of this process's control group and all above it: the tightest decides.
std::string Quota(int cpus, const Path& root) {
  std::string group = "/";
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::")) group = line.substr(3);
  }
  const Path hierarchy = root / "sys/fs/cgroup";
  double granted = GrantedCpus(hierarchy / "cpu.max");
  Path folder = hierarchy;
  for (const Path& part : Path(group).relative_path()) {
    folder /= part;
    granted = std::min(granted, GrantedCpus(folder / "cpu.max"));
  }
  if (granted >= cpus) return "";
  return fmt::format("CPU quota of {:g} CPUs on {} CPUs (cpu.max): the kernel stops this container in mid-slice",
                     granted, cpus);
}

// Tests are told who they are by TEST_TARGET, and so are their children.
std::string OtherTests(const std::string& own_test, const Path& root) {
  constexpr std::string_view kName = "TEST_TARGET=";
  std::set<std::string> others;
  for (const Path& process : Entries(root / "proc")) {
    if (!IsNumber(process.filename().native())) continue;
    std::ifstream file(process / "environ", std::ios::binary);
    for (std::string entry; std::getline(file, entry, '\0');) {
      if (entry.starts_with(kName) && entry.substr(kName.size()) != own_test) others.insert(entry.substr(kName.size()));
    }
  }
  if (others.empty()) return "";
  return fmt::format("other tests are running, {}: they compete for caches and cores (fix: run one Bazel at a time)",
                     fmt::join(others, ", "));
}

}  // namespace

std::vector<std::string> EnvironmentWarnings(int cpus, const std::string& own_test, const Path& root) {
  std::vector<std::string> warnings = {Randomisation(root), Governor(root),    Turbo(root),
                                       Load(cpus, root),    Quota(cpus, root), OtherTests(own_test, root)};
  std::erase(warnings, "");
  return warnings;
}

}  // namespace pawl
