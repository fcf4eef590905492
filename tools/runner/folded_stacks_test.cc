#include "tools/runner/folded_stacks.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kRun[] = "main;Serve();benchmark::internal::BenchmarkInstance::Run(long) const;";

std::string ErrorOf(const absl::Status& status) { return std::string(status.message()); }

std::string FramesOf(const std::string& line) {
  const auto stacks = ParseFoldedStacks(line, "s");
  return stacks.ok() && stacks->size() == 1 ? stacks->front().frames : "not one stack";
}

TEST(FoldedStacks, ALineIsFramesOutermostFirstAndACost) {
  const auto stacks = ParseFoldedStacks("main;Outer(int, char const*);Inner(); 70\nmain; 0\n", "stacks.txt");
  ASSERT_EQ(stacks.status(), absl::OkStatus());
  ASSERT_THAT(*stacks, SizeIs(2));
  EXPECT_EQ((*stacks)[0].frames, "main;Outer(int, char const*);Inner()");
  EXPECT_EQ((*stacks)[0].cost, 70);
  EXPECT_EQ((*stacks)[1].cost, 0);
}

TEST(FoldedStacks, NoStacksAreNoError) { EXPECT_THAT(*ParseFoldedStacks("", "s"), IsEmpty()); }

TEST(FoldedStacks, AddressesDifferInEveryProcessAndAreUnknown) {
  EXPECT_EQ(FramesOf("0x7f4320ddcb9f (rtld.c);_dl_init (dl-init.c);0x7f4320aa57b9; 1\n"),
            "?? (rtld.c);_dl_init (dl-init.c);??");
}

TEST(FoldedStacks, AnAllocationWithoutAStackIsUnknown) {
  EXPECT_EQ(FramesOf(" 5\n"), "??");
  EXPECT_EQ(FramesOf("; 5\n"), "??");
}

TEST(FoldedStacks, DamageIsAnErrorWithFileAndLine) {
  const std::string good = "main;Inner(); 70\n";
  EXPECT_THAT(ErrorOf(ParseFoldedStacks(good + "main;Inn", "stacks.txt").status()),
              HasSubstr("stacks.txt:2: the last line has no end"));
  EXPECT_THAT(ErrorOf(ParseFoldedStacks(good + "main;Inner();\n", "stacks.txt").status()),
              HasSubstr("stacks.txt:2: \"main;Inner();\" does not end in a cost"));
  EXPECT_THAT(ErrorOf(ParseFoldedStacks("main; -1\n", "s").status()), HasSubstr("does not end in a cost"));
  EXPECT_THAT(ErrorOf(ParseFoldedStacks("main; 9999999999999999\n", "s").status()), HasSubstr("a cost"));
}

TEST(FoldedStacks, TheInterpreterSaysLastHowManyAllocationsItSaw) {
  EXPECT_EQ(*ParseInterpretedAllocations("noise\nheaptrack stats:\n\tallocations:          \t111\n"
                                         "\tleaked allocations:   \t10\n\ttemporary allocations:\t30\n",
                                         "log"),
            111);
  EXPECT_THAT(ErrorOf(ParseInterpretedAllocations("\tleaked allocations:   \t10\n", "log").status()),
              HasSubstr("log: heaptrack_interpret does not say"));
  EXPECT_THAT(ErrorOf(ParseInterpretedAllocations("\tallocations:          \t11", "log").status()),
              HasSubstr("log:1: the last line has no end"));
}

TEST(FoldedStacks, AHistogramKnowsTheSizesOfAllAllocations) {
  const std::string histogram = "1\t10\n64\t70\n995\t0\n";
  EXPECT_TRUE(*HistogramHas(histogram, 64, 64, "h"));
  EXPECT_TRUE(*HistogramHas(histogram, 10, 70, "h"));
  EXPECT_FALSE(*HistogramHas(histogram, 65, 900, "h"));
  EXPECT_FALSE(*HistogramHas(histogram, 995, 995, "h")) << "none of this size";
  EXPECT_THAT(ErrorOf(HistogramHas("64 70\n", 1, 2, "h").status()), HasSubstr("h:1: this is no size and its count"));
}

TEST(FoldedStacks, CallsOfTheSameFunctionsFromSeveralLinesAreOneStack) {
  EXPECT_THAT(SumByStack({{"main;A", 3}, {"main;B", 1}, {"main;A", 4}}),
              ElementsAre(std::pair("main;A", 7), std::pair("main;B", 1)));
}

TEST(FoldedStacks, TheSlopeLeavesOutWhatDidNotChangeAndSortsByWhatDid) {
  const auto slope = SlopePerStack({{"main;Fixture", 1000}, {"main;A", 64}, {"main;B", 7 * 64}, {"main;Gone", 32}},
                                   {{"main;Fixture", 1000}, {"main;A", 128}, {"main;B", 7 * 128}, {"main;New", 2}}, 64);
  ASSERT_THAT(slope, SizeIs(4));
  EXPECT_THAT(slope[0].frames, ElementsAre("main", "B"));
  EXPECT_EQ(slope[0].cost, 7);
  EXPECT_THAT(slope[1].frames, ElementsAre("main", "A"));
  EXPECT_EQ(slope[1].cost, 1);
  EXPECT_THAT(slope[2].frames, ElementsAre("main", "Gone"));
  EXPECT_EQ(slope[2].cost, -0.5);
  EXPECT_EQ(slope[3].cost, 2.0 / 64) << "an allocation that 32 iterations share";
}

// A response with a longer number needs a longer buffer: one allocation that no iteration made.
TEST(FoldedStacks, WhatTheWorkerDoesBetweenSlicesIsNotTheCases) {
  const std::string site = std::string(kRun) + "Site()";
  const auto slope = SlopePerStack({{site, 64}}, {{site, 128}, {"main;Serve();FormatLine()", 1}}, 64);
  ASSERT_THAT(slope, SizeIs(1));
  EXPECT_EQ(slope[0].frames.back(), "Site()");
}

TEST(FoldedStacks, ThreadsOfTheCaseCount) {
  const std::string site = std::string(kRun) + "Site()";
  const auto slope = SlopePerStack({}, {{site, 64}, {"Worker::Loop()", 64}, {"??;deep recursion", 64}}, 64);
  EXPECT_THAT(slope, SizeIs(3));
}

TEST(FoldedStacks, InABinaryWithoutSymbolsNothingIsTakenAway) {
  EXPECT_THAT(SlopePerStack({}, {{"main;??", 64}}, 64), SizeIs(1));
}

TEST(FoldedStacks, CostsAsTheyAreLeaveOutWhatCostsNothing) {
  const auto costs = CostPerStack({{"main;A", 1}, {"main;B", 0}, {"main;C", 5}});
  ASSERT_THAT(costs, SizeIs(2));
  EXPECT_THAT(costs[0].frames, ElementsAre("main", "C"));
  EXPECT_EQ(costs[0].cost, 5);
}

}  // namespace
}  // namespace pawl
