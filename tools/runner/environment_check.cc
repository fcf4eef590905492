#include "tools/runner/environment_check.h"

#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"

namespace pawl {
namespace {

std::string Randomisation(const Surroundings& surroundings) {
  const std::string state = surroundings.randomisation.value.value_or("unknown");
  if (state == "2") return "";
  return fmt::format(
      "address randomisation is {} here: layout differences between builds stay constant instead of averaging out "
      "(fix: sysctl kernel.randomize_va_space=2)",
      state);
}

std::string Governor(const Surroundings& surroundings) {
  std::set<std::string> governors = surroundings.governors.value.value_or(std::set<std::string>());
  governors.erase("performance");
  if (governors.empty()) return "";
  return fmt::format(
      "governor {}: clock rates follow the load, and timings drift (fix: cpupower frequency-set -g "
      "performance)",
      fmt::join(governors, ", "));
}

std::string Turbo(const Surroundings& surroundings) {
  if (!surroundings.turbo.value.value_or(false)) return "";
  return "turbo is on: clock rates follow the temperature and what the other cores do (fix: echo 1 > "
         "/sys/devices/system/cpu/intel_pstate/no_turbo, or 0 > .../cpufreq/boost)";
}

std::string Load(const Surroundings& surroundings, int cpus) {
  const double load = surroundings.load.value.value_or(0);
  if (load <= cpus) return "";
  return fmt::format("load average {:.1f} on {} CPUs: expect more processes and more `unstable`", load, cpus);
}

std::string Quota(const Surroundings& surroundings, int cpus) {
  const Reading<double>& quota = surroundings.quota_cpus;
  if (!quota.value || *quota.value >= cpus) return "";
  return fmt::format("CPU quota of {:g} CPUs on {} CPUs ({}): the kernel stops this container in mid-slice",
                     *quota.value, cpus, quota.file);
}

std::string OtherTests(const Surroundings& surroundings) {
  const std::set<std::string> others = surroundings.other_tests.value.value_or(std::set<std::string>());
  if (others.empty()) return "";
  return fmt::format("other tests are running, {}: they compete for caches and cores (fix: run one Bazel at a time)",
                     fmt::join(others, ", "));
}

}  // namespace

std::vector<std::string> EnvironmentWarnings(const Surroundings& surroundings, int cpus) {
  std::vector<std::string> warnings = {Randomisation(surroundings), Governor(surroundings),
                                       Turbo(surroundings),         Load(surroundings, cpus),
                                       Quota(surroundings, cpus),   OtherTests(surroundings)};
  std::erase(warnings, "");
  return warnings;
}

}  // namespace pawl
