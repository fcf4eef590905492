#include "tools/runner/surroundings.h"

#include <cmath>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// A machine whose proc/ and sys/ hold what a test writes there, and nothing else.
class SurroundingsReading : public ::testing::Test {
 protected:
  SurroundingsReading() {
    root_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
  }

  void Says(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file, std::ios::binary) << text;
  }

  Surroundings Read() const { return ReadSurroundings("//benches:x_perf", root_); }

  std::filesystem::path root_;
};

TEST_F(SurroundingsReading, WhatIsHiddenIsUnknownAndSaysWhereItWouldStand) {
  const Surroundings read = Read();
  EXPECT_FALSE(read.randomisation.value);
  EXPECT_FALSE(read.governors.value);
  EXPECT_FALSE(read.turbo.value);
  EXPECT_FALSE(read.load.value);
  EXPECT_FALSE(read.quota_cpus.value);
  EXPECT_FALSE(read.online_cpus.value);
  EXPECT_FALSE(read.smt.value);
  EXPECT_FALSE(read.steal.value);
  EXPECT_FALSE(read.huge_pages.value);
  EXPECT_FALSE(read.perf_event_paranoid.value);
  EXPECT_FALSE(read.other_tests.value);
  EXPECT_FALSE(read.compilers.value);
  EXPECT_EQ(read.governors.file, "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
  EXPECT_EQ(read.turbo.file, "/sys/devices/system/cpu/cpufreq/boost");
  EXPECT_EQ(read.quota_cpus.file, "/sys/fs/cgroup/cpu.max");
  EXPECT_EQ(read.compilers.file, "/proc/*/comm");
}

TEST_F(SurroundingsReading, EmptyAndDamagedFilesAreUnknown) {
  for (const char* file :
       {"proc/sys/kernel/randomize_va_space", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
        "sys/devices/system/cpu/intel_pstate/no_turbo", "proc/loadavg", "sys/devices/system/cpu/online", "proc/stat",
        "sys/kernel/mm/transparent_hugepage/enabled", "sys/devices/system/cpu/smt/active", "sys/fs/cgroup/cpu.max"}) {
    Says(file, "");
  }
  Surroundings read = Read();
  EXPECT_FALSE(read.randomisation.value || read.governors.value || read.turbo.value || read.load.value);
  EXPECT_FALSE(read.online_cpus.value || read.steal.value || read.huge_pages.value || read.smt.value);
  EXPECT_FALSE(read.quota_cpus.value);
  Says("proc/loadavg", "high");
  Says("proc/stat", "cpu  1 2 3\n");
  Says("sys/kernel/mm/transparent_hugepage/enabled", "always madvise never\n");
  Says("sys/devices/system/cpu/smt/active", "perhaps\n");
  Says("sys/devices/system/cpu/online", "all\n");
  Says("sys/fs/cgroup/cpu.max", "much 100000\n");
  read = Read();
  EXPECT_FALSE(read.load.value || read.steal.value || read.huge_pages.value || read.smt.value);
  EXPECT_FALSE(read.online_cpus.value || read.quota_cpus.value);
}

TEST_F(SurroundingsReading, KernelSettingsAreReadAsTheyStand) {
  Says("proc/sys/kernel/perf_event_paranoid", "2\n");
  Says("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  Says("sys/devices/system/cpu/smt/active", "1\n");
  Says("sys/devices/system/cpu/online", "0-3,6\n");
  Says("proc/stat", "cpu  60 0 20 10 0 0 0 10 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n");
  const Surroundings read = Read();
  EXPECT_EQ(read.perf_event_paranoid.value, "2");
  EXPECT_EQ(read.huge_pages.value, "madvise");
  EXPECT_EQ(read.smt.value, true);
  EXPECT_EQ(read.online_cpus.value, 5);
  EXPECT_EQ(read.steal.value, 0.1);
}

TEST_F(SurroundingsReading, TurboIsOffOnlyIfAFileSaysSo) {
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  EXPECT_EQ(Read().turbo.value, false);
  EXPECT_EQ(Read().turbo.file, "/sys/devices/system/cpu/intel_pstate/no_turbo");
  std::filesystem::remove(root_ / "sys/devices/system/cpu/intel_pstate/no_turbo");
  Says("sys/devices/system/cpu/cpufreq/boost", "1\n");
  EXPECT_EQ(Read().turbo.value, true);
}

TEST_F(SurroundingsReading, AQuotaOfEitherVersionIsReadWithItsFile) {
  Says("proc/self/cgroup", "0::/a\n");
  Says("sys/fs/cgroup/a/cpu.max", "max 100000\n");
  EXPECT_EQ(Read().quota_cpus.value, INFINITY);
  Says("proc/self/cgroup", "9:name=systemd:/\n4:cpu,cpuacct:/docker/c0ffee\n0::/\n");
  Says("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  Says("sys/fs/cgroup/cpu,cpuacct/docker/c0ffee/cpu.cfs_quota_us", "150000\n");
  Says("sys/fs/cgroup/cpu,cpuacct/docker/c0ffee/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(Read().quota_cpus.value, 1.5);
  EXPECT_EQ(Read().quota_cpus.file, "/sys/fs/cgroup/cpu,cpuacct/docker/c0ffee/cpu.cfs_quota_us");
}

TEST_F(SurroundingsReading, AContainerThatHidesItsGroupStillShowsItsOwnLimit) {
  Says("sys/fs/cgroup/cpu.max", "50000 100000\n");
  EXPECT_EQ(Read().quota_cpus.value, 0.5);
}

TEST_F(SurroundingsReading, CompilersAreCountedByName) {
  Says("proc/10/comm", "cc1plus\n");
  Says("proc/11/comm", "cc1plus\n");
  Says("proc/12/comm", "clang-19\n");
  Says("proc/13/comm", "ldconfig\n");
  const Surroundings read = Read();
  EXPECT_THAT(read.compilers.value.value(), ElementsAre(Pair("cc1plus", 2), Pair("clang-19", 1)));
  EXPECT_THAT(read.other_tests.value.value(), IsEmpty());
}

TEST_F(SurroundingsReading, OfThisMachineTheProcessesAreKnown) {
  const Surroundings here = ReadSurroundings("");
  ASSERT_TRUE(here.compilers.value && here.other_tests.value) << "at least this process is there";
}

}  // namespace
}  // namespace pawl
