#include "tools/doctor/findings.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// A machine of two CPUs whose proc/ and sys/ hold what a test writes there, and nothing else.
class Doctor : public ::testing::Test {
 protected:
  Doctor() {
    root_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
    machine_.key.cpus = 2;
    machine_.key.hypervisor = "none";
  }

  void Says(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file, std::ios::binary) << text;
  }

  std::vector<Finding> Findings() {
    machine_.surroundings = ReadSurroundings("//benches:x_perf", root_);
    return SurroundingsFindings(machine_, holder_);
  }

  Finding Find(const std::string& area) {
    for (const Finding& finding : Findings()) {
      if (finding.area == area) return finding;
    }
    ADD_FAILURE() << "nothing about " << area;
    return {};
  }

  // That `area` is limited, what was found, and the remedy.
  void ExpectLimited(const std::string& area, const std::string& found, const std::string& remedy) {
    const Finding finding = Find(area);
    EXPECT_EQ(finding.state, FindingState::kLimited) << area;
    EXPECT_EQ(finding.found, found);
    EXPECT_EQ(finding.remedy, remedy);
    EXPECT_THAT(finding.source, StartsWith("/")) << area;
    EXPECT_THAT(finding.means, Not(IsEmpty()));
  }

  std::filesystem::path root_;
  Machine machine_;
  std::optional<MeasuringLock::Holder> holder_;
};

TEST_F(Doctor, AQuietMachineIsOkEverywhere) {
  Says("proc/sys/kernel/randomize_va_space", "2\n");
  Says("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  Says("sys/devices/system/cpu/online", "0-1\n");
  Says("sys/devices/system/cpu/smt/active", "0\n");
  Says("proc/stat", "cpu  1 1 1 1 1 1 1 0\n");
  Says("proc/loadavg", "2.00 0 0 1/1 1\n");
  Says("proc/self/cgroup", "0::/a\n");
  Says("sys/fs/cgroup/a/cpu.max", "max 100000\n");
  Says("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
  Says("proc/7/comm", "bash\n");
  EXPECT_THAT(Findings(), Each(AllOf(Field(&Finding::state, FindingState::kOk), Field(&Finding::remedy, IsEmpty()),
                                     Field(&Finding::required, false))));
}

TEST_F(Doctor, WhatIsHiddenIsUnknownAndSaysWhereItWouldStand) {
  for (const char* area : {"address randomisation", "CPU governor", "turbo", "SMT", "CPU quota", "load", "other tests",
                           "compilers", "huge pages"}) {
    const Finding finding = Find(area);
    EXPECT_EQ(finding.state, FindingState::kUnknown) << area;
    EXPECT_EQ(finding.found, "no such file can be read here");
    EXPECT_THAT(finding.source, StartsWith("/"));
  }
  EXPECT_EQ(Find("CPUs").found, "2 usable of an unknown number online");
}

TEST_F(Doctor, EveryBadStateIsLimitedWithItsRemedy) {
  Says("proc/sys/kernel/randomize_va_space", "0\n");
  Says("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  Says("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave\n");
  Says("sys/devices/system/cpu/cpufreq/boost", "1\n");
  Says("sys/devices/system/cpu/smt/active", "1\n");
  Says("proc/loadavg", "2.51 0 0 1/1 1\n");
  Says("sys/fs/cgroup/cpu.max", "150000 100000\n");
  Says("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]\n");
  Says("proc/10/comm", "cc1plus\n");
  Says("proc/10/environ", "TEST_TARGET=//other:test");
  ExpectLimited("address randomisation", "0", "sysctl kernel.randomize_va_space=2");
  ExpectLimited("CPU governor", "performance, powersave", "cpupower frequency-set -g performance");
  ExpectLimited("turbo", "on", "echo 0 > /sys/devices/system/cpu/cpufreq/boost");
  ExpectLimited("SMT", "CPUs share cores", "echo off > /sys/devices/system/cpu/smt/control");
  ExpectLimited("load", "2.51 on 2 CPUs", "wait for what else is running: top");
  ExpectLimited("CPU quota", "1.5 CPUs", "start the container without --cpus, or give it --cpuset-cpus");
  ExpectLimited("huge pages", "never", "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
  ExpectLimited("compilers", "1 cc1plus", "wait for the build that runs beside this");
  ExpectLimited("other tests", "//other:test", "run one Bazel at a time");
}

TEST_F(Doctor, TurboIsTurnedOffByTheFileThatSaysItIsOn) {
  Says("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_EQ(Find("turbo").remedy, "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo");
}

TEST_F(Doctor, OneCpuIsLimitedAndAPartOfTheMachinesCpusIsFine) {
  Says("sys/devices/system/cpu/online", "0-63\n");
  EXPECT_EQ(Find("CPUs").state, FindingState::kOk);
  EXPECT_EQ(Find("CPUs").found, "2 usable of 64 online");
  machine_.key.cpus = 1;
  EXPECT_EQ(Find("CPUs").state, FindingState::kLimited);
}

TEST_F(Doctor, AGuestSaysWhatTheOthersTook) {
  machine_.key.hypervisor = "KVMKVMKVM";
  EXPECT_EQ(Find("virtualisation").found, "KVMKVMKVM, steal unknown");
  Says("proc/stat", "cpu  60 0 20 10 0 0 0 10\n");
  EXPECT_EQ(Find("virtualisation").found, "KVMKVMKVM, 10.0 % of CPU time since boot went to others");
  EXPECT_EQ(Find("virtualisation").state, FindingState::kLimited);
}

TEST_F(Doctor, WhoMeasuresIsNamedAsFarAsItCanBeSeen) {
  EXPECT_EQ(Find("measuring lock").found, "free");
  holder_ = MeasuringLock::Holder{4711, "pawl gate --plan=x"};
  EXPECT_EQ(Find("measuring lock").found, "held by process 4711 (pawl gate --plan=x)");
  EXPECT_EQ(Find("measuring lock").state, FindingState::kLimited);
  holder_ = MeasuringLock::Holder{std::nullopt, ""};
  EXPECT_EQ(Find("measuring lock").found, "held by a process that cannot be seen from here");
}

Instruments AllThere() {
  return {"gcc12.2.0", absl::OkStatus(), "valgrind 3.19.0", "heaptrack 1.4.0", absl::OkStatus(), absl::OkStatus()};
}

int ExitCodeWith(const Instruments& instruments) { return ExitCodeOf({{}, InstrumentFindings(instruments, {}), {}}); }

TEST(DoctorExitCode, IsSixIfAnInstrumentIsAbsentWhoseRowsGatesNeed) {
  EXPECT_EQ(ExitCodeWith(AllThere()), kExitOk);
  const absl::Status absent = absl::UnavailableError("not installed");
  Instruments instruments = AllThere();
  instruments.call_sites = absent;
  instruments.hardware_counters = absent;
  EXPECT_EQ(ExitCodeWith(instruments), kExitOk) << "no gate needs these";
  for (const auto& take : std::vector<std::function<void(Instruments&)>>{
           [&](Instruments& all) { all.workers = absent; }, [&](Instruments& all) { all.allocations = absent; },
           [&](Instruments& all) { all.instructions = absent; },
           [&](Instruments& all) { all.library_sizes = absent; }}) {
    Instruments lacking = AllThere();
    take(lacking);
    EXPECT_EQ(ExitCodeWith(lacking), kExitUnmatched);
  }
  EXPECT_EQ(ExitCodeWith(NotTried("someone is measuring")), kExitOk) << "unknown is not absent";
}

TEST(InstrumentFindings, WhatIsAbsentSaysItsCauseAndWhatWasNotTriedIsUnknown) {
  Instruments instruments = AllThere();
  instruments.instructions = absl::UnavailableError("valgrind is not installed");
  for (const Finding& finding : InstrumentFindings(instruments, {})) {
    if (finding.area != "instructions") continue;
    EXPECT_EQ(finding.state, FindingState::kAbsent);
    EXPECT_EQ(finding.found, "valgrind is not installed");
    EXPECT_EQ(finding.remedy, "tools/setup, or apt-get install valgrind");
  }
  EXPECT_THAT(
      InstrumentFindings(NotTried("someone is measuring"), {}),
      Each(AllOf(Field(&Finding::state, FindingState::kUnknown),
                 Field(&Finding::found, "not tried: someone is measuring"), Field(&Finding::remedy, IsEmpty()))));
}

KernelNoise Noise(double detectable) {
  KernelNoise noise;
  noise.name = "doctor/Arithmetic";
  noise.bound_by = "arithmetic";
  noise.log_ratios = std::vector<double>(40, 0.0);
  noise.calibration.runs = 6;
  noise.calibration.detectable = std::log1p(detectable);
  return noise;
}

TEST(NoiseFinding, IsLimitedIfTenPercentWouldBeMissedAndStillExitsWithZero) {
  EXPECT_EQ(NoiseFinding({Noise(0.03)}).state, FindingState::kOk);
  EXPECT_THAT(NoiseFinding({Noise(0.03)}).found, HasSubstr("in code bound by arithmetic"));
  KernelNoise poor = Noise(0.12);
  EXPECT_EQ(NoiseFinding({Noise(0.03), poor}).state, FindingState::kLimited);
  poor.calibration.detectable = std::nullopt;
  EXPECT_EQ(NoiseFinding({poor}).state, FindingState::kLimited);
  EXPECT_THAT(NoiseFinding({poor}).found, HasSubstr("no slowdown below 50 %"));
  EXPECT_EQ(ExitCodeOf({{}, {NoiseFinding({poor})}, {poor}}), kExitOk);
}

TEST(NoiseFinding, AnAlarmOrAFailedKernelIsAnError) {
  KernelNoise alarmed = Noise(0.03);
  alarmed.calibration.alarms = 1;
  EXPECT_EQ(NoiseFinding({alarmed}).state, FindingState::kAbsent);
  EXPECT_EQ(NoiseFinding({alarmed}).found, "1 of 6 comparisons of identical code alarmed in doctor/Arithmetic");
  EXPECT_EQ(ExitCodeOf({{}, {NoiseFinding({alarmed})}, {alarmed}}), kExitError);
  KernelNoise failed = Noise(0.03);
  failed.error = "killed by SIGSEGV";
  EXPECT_EQ(NoiseFinding({failed}).found, "doctor/Arithmetic: killed by SIGSEGV");
  EXPECT_EQ(ExitCodeOf({{}, {NoiseFinding({failed})}, {failed}}), kExitError);
}

TEST(NoiseFinding, WithoutNoiseIsUnknownIfNobodyAskedAndAbsentIfItCouldNotBeMeasured) {
  EXPECT_EQ(NoNoiseFinding("because of --quick", false).state, FindingState::kUnknown);
  EXPECT_EQ(ExitCodeOf({{}, {NoNoiseFinding("because of --quick", false)}, {}}), kExitOk);
  EXPECT_EQ(ExitCodeOf({{}, {NoNoiseFinding("no worker runs", true)}, {}}), kExitUnmatched);
}

}  // namespace
}  // namespace pawl
