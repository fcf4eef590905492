#include "tools/runner/machine.h"

#include <unistd.h>

#include <atomic>
#include <future>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;

TEST(Machine, TheFieldsOfTheKeyCanBeToldApartInItsText) {
  const MachineKey key = ReadMachine().key;
  for (const std::string& field : {key.cpu, key.hypervisor, key.aslr}) {
    EXPECT_FALSE(field.empty());
    EXPECT_EQ(field.find_first_of("-/ "), std::string::npos) << field;
  }
  EXPECT_GE(key.cpus, 1);
  EXPECT_EQ(key.cpus, static_cast<int>(UsableCpus().size()));
}

TEST(Machine, IsTheSameWhenReadTwice) {
  const Machine first = ReadMachine();
  const Machine second = ReadMachine();
  EXPECT_EQ(first.key.Text(), second.key.Text());
  EXPECT_EQ(first.cpu_model, second.cpu_model);
  EXPECT_EQ(first.cpu_features, second.cpu_features);
  EXPECT_EQ(first.kernel, second.kernel);
}

TEST(Cpu, OfX86IsItsVendorFamilyAndModel) {
  std::istringstream cpuinfo(
      "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: AMD EPYC\n"
      "flags\t\t: pti fpu\n\nprocessor\t: 1\nvendor_id\t: another\n");
  const Cpu cpu = ReadCpu(cpuinfo);
  EXPECT_EQ(cpu.kind, "AuthenticAMD.26.2");
  EXPECT_EQ(cpu.model, "AMD EPYC");
  EXPECT_THAT(cpu.features, ElementsAre("fpu", "pti"));
}

TEST(Cpu, OfArmHasTheFieldsOfArm) {
  std::istringstream cpuinfo(
      "processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: fp asimd sha2\nCPU implementer\t: 0x41\n"
      "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\nCPU revision\t: 1\n");
  const Cpu cpu = ReadCpu(cpuinfo);
  EXPECT_EQ(cpu.kind, "0x41.8.0xd0c");
  EXPECT_THAT(cpu.features, ElementsAre("asimd", "fp", "sha2"));
}

TEST(Cpu, OfNothingIsUnknown) {
  std::istringstream hidden;
  EXPECT_EQ(ReadCpu(hidden).kind, "unknown.unknown.unknown");
}

std::string LockFile(const std::string& name) { return ::testing::TempDir() + "/" + name; }

std::promise<void> someone_waits;

TEST(MeasuringLock, ASecondHolderWaitsUntilTheFirstIsGone) {
  const std::string file = LockFile("waits.lock");
  std::optional<MeasuringLock> first;
  {
    absl::StatusOr<MeasuringLock> acquired =
        MeasuringLock::Acquire([] { ADD_FAILURE() << "nobody holds it yet"; }, file.c_str());
    ASSERT_TRUE(acquired.ok()) << acquired.status();
    first.emplace(*std::move(acquired));
  }
  std::atomic<bool> released = false;
  std::future<bool> second = std::async(std::launch::async, [&] {
    const auto acquired = MeasuringLock::Acquire([] { someone_waits.set_value(); }, file.c_str());
    return acquired.ok() && released;
  });
  someone_waits.get_future().wait();
  released = true;
  first.reset();
  EXPECT_TRUE(second.get()) << "acquired before the first holder let go";
}

TEST(MeasuringLock, IsFreeAgainAfterItsHolder) {
  const std::string file = LockFile("free.lock");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(MeasuringLock::Acquire([] { ADD_FAILURE() << "nobody holds it"; }, file.c_str()).ok());
  }
}

TEST(MeasuringLock, SaysWhoHoldsIt) {
  const std::string file = LockFile("held.lock");
  EXPECT_FALSE(MeasuringLock::FindHolder(file.c_str())) << "there is no such file yet";
  {
    const auto acquired = MeasuringLock::Acquire([] {}, file.c_str());
    ASSERT_TRUE(acquired.ok());
    const std::optional<MeasuringLock::Holder> holder = MeasuringLock::FindHolder(file.c_str());
    ASSERT_TRUE(holder);
    if (holder->process) {  // /proc/locks may be hidden, but not wrong
      EXPECT_EQ(*holder->process, getpid());
      EXPECT_THAT(holder->command, ::testing::HasSubstr("machine_test"));
    }
    const auto elsewhere = MeasuringLock::FindHolder(file.c_str(), "/no/such/root");
    ASSERT_TRUE(elsewhere) << "held, whether or not it is known by whom";
    EXPECT_FALSE(elsewhere->process);
  }
  EXPECT_FALSE(MeasuringLock::FindHolder(file.c_str())) << "it is free again";
}

TEST(MeasuringLock, AFileThatCannotBeOpenedIsNamed) {
  const std::string file = LockFile("no/such/folder.lock");
  const auto acquired = MeasuringLock::Acquire([] {}, file.c_str());
  ASSERT_FALSE(acquired.ok());
  EXPECT_THAT(std::string(acquired.status().message()), ::testing::HasSubstr(file));
}

}  // namespace
}  // namespace pawl
