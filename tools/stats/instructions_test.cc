#include "tools/stats/instructions.h"

#include "gtest/gtest.h"
#include "tools/stats/evidence.h"

namespace pawl::stats {
namespace {

// n = 10 and 2n = 20 iterations.
InstructionPair Counted(int64_t of_n, int64_t of_twice_n) { return {{10, of_n, {}}, {20, of_twice_n, {}}}; }

CaseSamples With(std::vector<InstructionPair> instructions) {
  CaseSamples samples;
  samples.case_name = "x/Y";
  samples.instructions = std::move(instructions);
  return samples;
}

CaseEvidence EvidenceOf(const CaseSamples& samples) { return BuildEvidence({samples}, {}).cases[0]; }

TEST(Instructions, AreTheSlopeSoStartUpCancels) {
  EXPECT_EQ(InstructionsPerIteration(Counted(5000 + 207 * 10, 5000 + 207 * 20)), 207);
  EXPECT_EQ(InstructionsPerIteration(Counted(100, 205)), 10.5) << "work shared by two iterations";
}

TEST(Instructions, OfACaseThatFixesItsIterationsAreItsTotal) {
  EXPECT_EQ(InstructionsPerIteration({{5, 1000, {}}, {5, 1000, {}}}), 200);
}

TEST(Instructions, OfRepeatsThatDifferKeepTheSmallestAndTheLargest) {
  const CaseEvidence evidence = EvidenceOf(With({Counted(100, 200), Counted(100, 230), Counted(100, 190)}));
  EXPECT_EQ(evidence.instructions->smallest, 9);
  EXPECT_EQ(evidence.instructions->largest, 13);
}

TEST(Instructions, ThatWereNotCountedAreAbsentWithTheCauseAndNotZero) {
  CaseSamples samples = With({});
  samples.instructions_absent = "no valgrind";
  EXPECT_FALSE(EvidenceOf(samples).instructions.has_value());
  EXPECT_EQ(EvidenceOf(samples).instructions_absent, "no valgrind");
  EXPECT_FALSE(InstructionProfile(samples, "callgrind 3.19.0", "").has_value());
  samples = With({Counted(1, 2)});
  samples.error = "it crashed";
  EXPECT_FALSE(EvidenceOf(samples).instructions.has_value());
  EXPECT_FALSE(InstructionProfile(samples, "callgrind 3.19.0", "").has_value());
}

TEST(Instructions, AreSplitByFunctionDearestFirst) {
  const CaseSamples samples = With({{{10, 1270, {{"start", 70}, {"f", 200}, {"g", 1000}}},
                                     {20, 2490, {{"start", 70}, {"f", 400}, {"g", 2000}, {"h", 20}}}},
                                    Counted(1, 2)});
  const Profile profile = InstructionProfile(samples, "callgrind 3.19.0", "what it hides").value();
  EXPECT_EQ(profile.case_name, "x/Y");
  EXPECT_EQ(profile.metric, "instructions");
  EXPECT_EQ(profile.instrument, "callgrind 3.19.0");
  EXPECT_EQ(profile.note, "what it hides");
  EXPECT_EQ(profile.total, 122);
  ASSERT_EQ(profile.stacks.size(), 3u) << "start-up cancels";
  EXPECT_EQ(profile.stacks[0].frames, std::vector<std::string>{"g"});
  EXPECT_EQ(profile.stacks[0].cost, 100);
  EXPECT_EQ(profile.stacks[1].frames, std::vector<std::string>{"f"});
  EXPECT_EQ(profile.stacks[1].cost, 20);
  EXPECT_EQ(profile.stacks[2].frames, std::vector<std::string>{"h"});
  EXPECT_EQ(profile.stacks[2].cost, 2);
}

}  // namespace
}  // namespace pawl::stats
