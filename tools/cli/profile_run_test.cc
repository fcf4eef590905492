#include "tools/cli/profile_run.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Row RowOf(const std::string& case_name, const std::string& comparison, Verdict verdict) {
  Row row;
  row.case_name = case_name;
  row.comparison = comparison;
  row.verdict = verdict;
  return row;
}

// Counts how often it is asked; each run stands for two processes under heaptrack.
class FakeProfiler : public Profiler {
 public:
  std::string_view Instrument() const override { return "heaptrack"; }
  absl::StatusOr<CaseProfiles> Run(const std::string& case_name) override {
    asked.push_back(case_name);
    if (!error.ok()) return error;
    if (!reason.empty()) return CaseProfiles{{}, {{case_name, "heaptrack", reason}}};
    return CaseProfiles{{{case_name, "allocations", "heaptrack 1.4.0", 1, {{{"main", "Site"}, 1}}, ""}}, {}};
  }

  std::vector<std::string> asked;
  std::string reason;
  absl::Status error;
};

class ProfileRunTest : public ::testing::Test {
 protected:
  void Profile(const std::vector<std::string>& cases) {
    ProfilingOptions options;
    options.alone = false;
    options.deadline = deadline_;
    options.progress = [&](const std::string& line) { progress_.push_back(line); };
    ProfileCases(cases, {{&profiler_, &profiles_.contender}, {&other_, &profiles_.against}}, options, result_);
  }

  FakeProfiler profiler_;
  FakeProfiler other_;
  RunProfiles profiles_;
  Result result_;
  std::vector<std::string> progress_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

TEST_F(ProfileRunTest, AnAllOkGateStartsNoProfiler) {
  FakeRun run;
  run.AcceptNow();
  result_ = run.Run();
  ASSERT_EQ(result_.ExitCode(), kExitOk);
  Profile(Suspects(result_));
  EXPECT_THAT(profiler_.asked, IsEmpty());
  EXPECT_THAT(other_.asked, IsEmpty());
}

TEST_F(ProfileRunTest, AnAllocationMoreIsASuspectAndProfiledOnBothSides) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOther].allocations += 1;
  result_ = run.Run();
  ASSERT_EQ(FakeRun::Find(result_, FakeRun::kOther, "allocations").verdict, Verdict::kRegressed);
  Profile(Suspects(result_));
  EXPECT_THAT(profiler_.asked, ElementsAre(FakeRun::kOther));
  EXPECT_THAT(other_.asked, ElementsAre(FakeRun::kOther));
  EXPECT_NE(profiles_.contender.Find(FakeRun::kOther, "allocations", "heaptrack"), nullptr);
  EXPECT_NE(profiles_.against.Find(FakeRun::kOther, "allocations", "heaptrack"), nullptr);
  EXPECT_THAT(progress_, ElementsAre(HasSubstr("case 1 of 1")));
}

TEST_F(ProfileRunTest, ALeakOfAByteIsALeakVerdictAndASuspect) {
  FakeRun run;
  run.AcceptNow();
  run.factory.cases[FakeRun::kOther].leaked_bytes = 24;  // a block of one byte, as the allocator rounds it
  result_ = run.Run();
  EXPECT_EQ(FakeRun::Find(result_, FakeRun::kOther, "leaked_bytes").verdict, Verdict::kRegressed);
  EXPECT_THAT(Suspects(result_), ElementsAre(FakeRun::kOther));
}

TEST_F(ProfileRunTest, WhatMovedIsASuspectAndWhatIsNoiseIsNot) {
  result_.rows = {RowOf("a", "time", Verdict::kRegressed),
                  RowOf("b", "time_ratio", Verdict::kImproved),
                  RowOf("c", "allocated_bytes", Verdict::kUnstable),
                  RowOf("d", "claim:allocations <= 1", Verdict::kRegressed),
                  RowOf("e", "anchor:peak_bytes", Verdict::kRegressed),
                  RowOf("f", "time", Verdict::kUnstable),
                  RowOf("g", "p99_ns", Verdict::kRegressed),
                  RowOf("h", "allocations", Verdict::kNew),
                  RowOf("i", "allocations", Verdict::kOk),
                  RowOf("a", "allocations", Verdict::kRegressed)};
  EXPECT_THAT(Suspects(result_), ElementsAre("a", "b", "c", "d", "e"));
}

TEST_F(ProfileRunTest, AReportShowsAlsoWhatAllocatesAndIsJudged) {
  result_.rows = {RowOf("b", "time", Verdict::kRegressed), RowOf("a", "allocations", Verdict::kOk),
                  RowOf("c", "allocations", Verdict::kOk), RowOf("e", "allocations", Verdict::kError)};
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    CaseEvidence one;
    one.case_name = name;
    one.allocations = AllocationEvidence();
    one.allocations->allocations = one.case_name == "c" ? 0 : 7;
    if (one.case_name == "e") one.error = "it crashed";
    result_.evidence.cases.push_back(one);
  }
  EXPECT_THAT(SuspectsAndAllocating(result_), ElementsAre("b", "a"));
}

TEST_F(ProfileRunTest, AnAbsentInstrumentIsNotedOnceAndMissingForEachCase) {
  profiler_.reason = other_.reason = "heaptrack is not installed: apt-get install heaptrack";
  result_.rows = {RowOf("a", "allocations", Verdict::kRegressed)};
  Profile({"a", "b"});
  EXPECT_THAT(profiles_.contender.missing, SizeIs(2));
  EXPECT_THAT(profiles_.against.missing, SizeIs(2));
  EXPECT_THAT(result_.notes, ElementsAre(HasSubstr("apt-get install heaptrack")));
  EXPECT_EQ(result_.ExitCode(), kExitRegressed) << "no verdict changes";
}

TEST_F(ProfileRunTest, AFailureIsAWarningAndMissingAndTheOthersGoOn) {
  profiler_.error = absl::DataLossError("/tmp/x/raw: was cut off");
  Profile({"a", "b"});
  EXPECT_THAT(profiler_.asked, ElementsAre("a", "b"));
  EXPECT_THAT(result_.warnings,
              ElementsAre("a: no profile by heaptrack: /tmp/x/raw: was cut off", HasSubstr("b: no profile")));
  ASSERT_THAT(profiles_.contender.missing, SizeIs(2));
  EXPECT_EQ(profiles_.contender.missing[0].reason, "/tmp/x/raw: was cut off");
  EXPECT_THAT(profiles_.against.profiles, SizeIs(2));
}

TEST_F(ProfileRunTest, WhenTheTimeIsUpTheRestIsLeftOutWithANote) {
  deadline_ = std::chrono::steady_clock::now();
  Profile({"a", "b"});
  EXPECT_THAT(profiler_.asked, IsEmpty());
  EXPECT_THAT(result_.notes, ElementsAre(HasSubstr("call sites of 0 of 2 cases only")));
}

TEST(ProfilesPath, StandsBesideTheResult) {
  EXPECT_EQ(ProfilesPath("/out/result.json", ""), "/out/profiles.json");
  EXPECT_EQ(ProfilesPath("/out/result.json", "_against"), "/out/profiles_against.json");
  EXPECT_EQ(ProfilesPath("/tmp/3.json", ""), "/tmp/3.profiles.json");
  EXPECT_EQ(ProfilesPath("result.json", ""), "profiles.json");
}

}  // namespace
}  // namespace pawl
