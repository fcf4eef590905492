// What the machine is and what else it does, as findings.
#include <algorithm>
#include <cmath>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/doctor/findings.h"

namespace pawl {
namespace {

constexpr char kMorePairs[] = "time rows need more processes and end `unstable` more often";

// `found` is empty if nothing is known.
template <typename T>
Finding About(const char* area, const Reading<T>& reading, const char* means) {
  Finding finding;
  finding.area = area;
  finding.source = reading.file;
  finding.means = means;
  if (!reading.value) finding.found = "no such file can be read here";
  return finding;
}

void Judge(Finding& finding, bool fine, std::string found, const char* remedy) {
  finding.state = fine ? FindingState::kOk : FindingState::kLimited;
  finding.found = std::move(found);
  if (!fine) finding.remedy = remedy;
}

Finding Randomisation(const Surroundings& surroundings) {
  Finding finding =
      About("address randomisation", surroundings.randomisation,
            "time rows: without it, differences of layout between two builds are constant instead of averaging out");
  const auto& value = surroundings.randomisation.value;
  if (value) Judge(finding, *value == "2", *value, "sysctl kernel.randomize_va_space=2");
  return finding;
}

Finding Governor(const Surroundings& surroundings) {
  Finding finding = About("CPU governor", surroundings.governors, "clock rates that follow the load: ");
  finding.means += kMorePairs;
  const auto& value = surroundings.governors.value;
  if (!value) return finding;
  const bool fine = value->size() == 1 && value->contains("performance");
  Judge(finding, fine, fmt::format("{}", fmt::join(*value, ", ")), "cpupower frequency-set -g performance");
  return finding;
}

Finding Turbo(const Surroundings& surroundings) {
  Finding finding = About("turbo", surroundings.turbo, "clock rates that follow heat and the other cores: ");
  finding.means += kMorePairs;
  const auto& value = surroundings.turbo.value;
  if (!value) return finding;
  const bool intel = surroundings.turbo.file.ends_with("no_turbo");
  Judge(finding, !*value, *value ? "on" : "off", "");
  if (*value) finding.remedy = fmt::format("echo {} > {}", intel ? 1 : 0, surroundings.turbo.file);
  return finding;
}

Finding Virtualisation(const Machine& machine) {
  const Reading<double>& steal = machine.surroundings.steal;
  Finding finding;
  finding.area = "virtualisation";
  finding.source = "CPUID, " + steal.file;
  finding.means =
      "other guests' noise comes in episodes that this one cannot see: stored times are not comparable, live pairs are";
  const std::string taken =
      steal.value ? fmt::format("{:.1f} % of CPU time since boot went to others", *steal.value * 100) : "steal unknown";
  const std::string& hypervisor = machine.key.hypervisor;
  if (hypervisor == "unknown") {
    finding.found = "a hypervisor that gives no name, " + taken;
    finding.state = FindingState::kLimited;
  } else if (hypervisor == "none") {
    Judge(finding, true, "none", "");
  } else {
    Judge(finding, false, fmt::format("{}, {}", hypervisor, taken), "");
  }
  return finding;
}

Finding Cpus(const Machine& machine) {
  const Reading<int>& online = machine.surroundings.online_cpus;
  Finding finding = About(
      "CPUs", online, "with one CPU, Pawl itself and all else disturb what is timed; a part of the machine's is fine");
  const std::string online_text = online.value ? std::to_string(*online.value) : "an unknown number";
  const std::string found = fmt::format("{} usable of {} online", machine.key.cpus, online_text);
  Judge(finding, machine.key.cpus > 1, found, "give the machine or container two CPUs or more");
  return finding;
}

Finding Smt(const Surroundings& surroundings) {
  Finding finding = About("SMT", surroundings.smt, "whatever runs on the same core slows a slice down: ");
  finding.means += kMorePairs;
  const auto& value = surroundings.smt.value;
  if (value) {
    Judge(finding, !*value, *value ? "CPUs share cores" : "every CPU is a core of its own",
          "echo off > /sys/devices/system/cpu/smt/control");
  }
  return finding;
}

Finding Quota(const Machine& machine) {
  const Reading<double>& quota = machine.surroundings.quota_cpus;
  Finding finding = About("CPU quota", quota, "the kernel stops the container in the middle of slices: ");
  finding.means += kMorePairs;
  if (!quota.value) return finding;
  const std::string found = std::isinf(*quota.value) ? "none" : fmt::format("{:g} CPUs", *quota.value);
  Judge(finding, *quota.value >= machine.key.cpus, found,
        "start the container without --cpus, or give it --cpuset-cpus");
  return finding;
}

Finding Load(const Machine& machine) {
  const Reading<double>& load = machine.surroundings.load;
  Finding finding = About("load", load, "other processes preempt slices: ");
  finding.means += kMorePairs;
  if (!load.value) return finding;
  const std::string found = fmt::format("{:.2f} on {} CPUs", *load.value, machine.key.cpus);
  Judge(finding, *load.value <= machine.key.cpus, found, "wait for what else is running: top");
  return finding;
}

Finding OtherTests(const Surroundings& surroundings) {
  Finding finding = About("other tests", surroundings.other_tests, "they compete for caches and cores: ");
  finding.means += kMorePairs;
  const auto& value = surroundings.other_tests.value;
  if (!value) return finding;
  const std::string found = value->empty() ? "none that this user may see" : fmt::format("{}", fmt::join(*value, ", "));
  Judge(finding, value->empty(), found, "run one Bazel at a time");
  return finding;
}

Finding Compilers(const Surroundings& surroundings) {
  Finding finding = About("compilers", surroundings.compilers, "they compete for caches and cores: ");
  finding.means += kMorePairs;
  if (!surroundings.compilers.value) return finding;
  std::vector<std::string> running;
  for (const auto& [name, count] : *surroundings.compilers.value) running.push_back(fmt::format("{} {}", count, name));
  const std::string found = running.empty() ? "none" : fmt::format("{}", fmt::join(running, ", "));
  Judge(finding, running.empty(), found, "wait for the build that runs beside this");
  return finding;
}

Finding HugePages(const Surroundings& surroundings) {
  Finding finding = About("huge pages", surroundings.huge_pages,
                          "memory-bound cases: the physical pages of a process move its time by 3 to 4 %, by less with "
                          "huge ones");
  const auto& value = surroundings.huge_pages.value;
  if (value) {
    Judge(finding, *value != "never", *value, "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
  }
  return finding;
}

Finding Lock(const std::optional<MeasuringLock::Holder>& measuring) {
  Finding finding;
  finding.area = "measuring lock";
  finding.source = MeasuringLock::kFile;
  finding.means = "only one run of Pawl's measures at a time on a machine: others wait";
  Judge(finding, !measuring, measuring ? "held by " + Describe(*measuring) : "free", "wait for it to end");
  return finding;
}

}  // namespace

std::string Describe(const MeasuringLock::Holder& holder) {
  if (!holder.process) return "a process that cannot be seen from here";
  const std::string command = holder.command.empty() ? "its command is hidden" : holder.command.substr(0, 100);
  return fmt::format("process {} ({})", *holder.process, command);
}

std::vector<Finding> SurroundingsFindings(const Machine& machine,
                                          const std::optional<MeasuringLock::Holder>& measuring) {
  const Surroundings& surroundings = machine.surroundings;
  return {Randomisation(surroundings),
          Governor(surroundings),
          Turbo(surroundings),
          Virtualisation(machine),
          Cpus(machine),
          Smt(surroundings),
          Quota(machine),
          Load(machine),
          OtherTests(surroundings),
          Compilers(surroundings),
          HugePages(surroundings),
          Lock(measuring)};
}

}  // namespace pawl
