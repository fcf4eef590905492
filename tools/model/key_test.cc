#include "tools/model/key.h"

#include "gtest/gtest.h"

namespace pawl {
namespace {

const BuildKey kBuild{
    "x86_64",
    "gcc12.2.0",
    "libstdcxx20220819",
    "f1c3a",
};
const MachineKey kMachine{"AuthenticAMD.26.2", 2, "kvm", "2"};

TEST(Key, IsReadableText) {
  EXPECT_EQ(kBuild.Text(), "x86_64-gcc12.2.0-libstdcxx20220819-f1c3a-m2");
  EXPECT_EQ(TimeKey(kBuild.Text(), kMachine), kBuild.Text() + "/AuthenticAMD.26.2-2cpu-kvm-aslr2");
}

TEST(Key, ADifferenceIsNamedByField) {
  BuildKey other = kBuild;
  other.compiler = "gcc14.1.0";
  EXPECT_EQ(DescribeDifference(kBuild.Text(), other.Text()), "compiler gcc12.2.0 -> gcc14.1.0");
  MachineKey four = kMachine;
  four.cpus = 4;
  four.hypervisor = "none";
  EXPECT_EQ(DescribeDifference(TimeKey(kBuild.Text(), kMachine), TimeKey(kBuild.Text(), four)),
            "cpu count 2cpu -> 4cpu, hypervisor kvm -> none");
  EXPECT_EQ(DescribeDifference(kBuild.Text(), kBuild.Text()), "");
}

TEST(Key, OfInstructionsNamesWhatCountedAndWhatWasCounted) {
  const InstructionKey key{"3.19.0", "0f1e2d3c4b5a6978", "x86_64_v3"};
  EXPECT_EQ(KeyOfInstructions(kBuild.Text(), key), kBuild.Text() + "/valgrind3.19.0-l0f1e2d3c4b5a6978-x86_64_v3");
  InstructionKey other = key;
  other.valgrind = "3.24.0";
  other.instruction_set = "x86_64_v4";
  EXPECT_EQ(DescribeDifference(KeyOfInstructions(kBuild.Text(), key), KeyOfInstructions(kBuild.Text(), other)),
            "valgrind valgrind3.19.0 -> valgrind3.24.0, instruction set x86_64_v3 -> x86_64_v4");
  other = key;
  other.libraries = "0000000000000000";
  EXPECT_EQ(DescribeDifference(KeyOfInstructions(kBuild.Text(), key), KeyOfInstructions(kBuild.Text(), other)),
            "loaded libraries l0f1e2d3c4b5a6978 -> l0000000000000000");
  EXPECT_EQ(DescribeDifference(TimeKey(kBuild.Text(), kMachine), KeyOfInstructions(kBuild.Text(), key)),
            "key " + TimeKey(kBuild.Text(), kMachine) + " -> " + KeyOfInstructions(kBuild.Text(), key));
}

TEST(Key, TextThatIsNoKeyIsNamedWhole) {
  EXPECT_EQ(DescribeDifference("nonsense", kBuild.Text()), "key nonsense -> " + kBuild.Text());
}

}  // namespace
}  // namespace pawl
