#include "tools/runner/environment_check.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A machine of two CPUs whose proc/ and sys/ hold what a test writes there.
class Environment : public ::testing::Test {
 protected:
  Environment() {
    root_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
    Says("proc/sys/kernel/randomize_va_space", "2\n");
  }

  void Says(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file, std::ios::binary) << text;
  }

  std::vector<std::string> Warnings() const {
    return EnvironmentWarnings(ReadSurroundings("//benches:x_perf", root_), 2);
  }

  std::filesystem::path root_;
};

TEST_F(Environment, AQuietMachineHasNoWarnings) {
  Says("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  Says("sys/devices/system/cpu/cpufreq/boost", "0\n");
  Says("proc/loadavg", "1.99 0.50 0.10 1/80 11206\n");
  Says("proc/self/cgroup", "0::/a/b\n");
  Says("sys/fs/cgroup/a/cpu.max", "max 100000\n");
  Says("sys/fs/cgroup/a/b/cpu.max", "200000 100000\n");
  EXPECT_THAT(Warnings(), IsEmpty());
}

TEST_F(Environment, WhatAContainerHidesSaysNothing) { EXPECT_THAT(Warnings(), IsEmpty()); }

TEST_F(Environment, WithoutAddressRandomisationItSaysHowToTurnItOn) {
  Says("proc/sys/kernel/randomize_va_space", "0\n");
  EXPECT_THAT(Warnings(), ElementsAre(AllOf(StartsWith("address randomisation is 0"), HasSubstr("fix: sysctl"))));
  std::filesystem::remove(root_ / "proc/sys/kernel/randomize_va_space");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("address randomisation is unknown")));
}

TEST_F(Environment, OneCpuWithAnotherGovernorIsEnough) {
  Says("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  Says("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("governor powersave:")));
}

TEST_F(Environment, TurboIsSeenUnderEitherDriver) {
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("turbo is on")));
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  Says("sys/devices/system/cpu/cpufreq/boost", "1\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("turbo is on")));
}

TEST_F(Environment, MoreLoadThanCpusIsNamedWithItsNumber) {
  Says("proc/loadavg", "2.51 0.50 0.10 1/80 11206\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("load average 2.5 on 2 CPUs")));
}

TEST_F(Environment, TheTightestQuotaOfAllGroupsAboveDecides) {
  Says("proc/self/cgroup", "1:cpuset:/old\n0::/a/b\n");
  Says("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
  Says("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("CPU quota of 1.5 CPUs on 2 CPUs")));
  Says("sys/fs/cgroup/cpu.max", "50000 100000\n");
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("CPU quota of 0.5 CPUs on 2 CPUs (/sys/fs/cgroup/cpu.max)")));
}

TEST_F(Environment, OtherTestsAreNamedOnceAndOnesOwnChildrenAreNone) {
  using std::string_literals::operator""s;
  Says("proc/10/environ", "HOME=/\0TEST_TARGET=//benches:x_perf\0"s);
  Says("proc/11/environ", "TEST_TARGET=//other:test\0HOME=/\0"s);
  Says("proc/12/environ", "TEST_TARGET=//other:test\0"s);
  Says("proc/net/environ", "TEST_TARGET=//no:process\0"s);
  EXPECT_THAT(Warnings(), ElementsAre(StartsWith("other tests are running, //other:test:")));
}

TEST_F(Environment, EveryStateIsItsOwnWarning) {
  Says("proc/sys/kernel/randomize_va_space", "1\n");
  Says("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil\n");
  Says("sys/devices/system/cpu/cpufreq/boost", "1\n");
  Says("proc/loadavg", "9.00 0 0 1/1 1\n");
  Says("sys/fs/cgroup/cpu.max", "1000 100000\n");
  Says("proc/7/environ", "TEST_TARGET=//a:b");
  EXPECT_EQ(Warnings().size(), 6u);
}

}  // namespace
}  // namespace pawl
