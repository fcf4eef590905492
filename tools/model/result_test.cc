#include "tools/model/result.h"

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result With(const std::vector<Verdict>& verdicts) {
  Result result;
  for (Verdict verdict : verdicts) {
    Row row;
    row.verdict = verdict;
    result.rows.push_back(row);
  }
  return result;
}

TEST(Result, ExitsByTheMostSevereBlockingVerdict) {
  EXPECT_EQ(With({Verdict::kOk}).ExitCode(), 0);
  EXPECT_EQ(With({Verdict::kOk, Verdict::kImproved, Verdict::kUnstable}).ExitCode(), 0);
  EXPECT_EQ(With({Verdict::kOk, Verdict::kNew, Verdict::kRegressed}).ExitCode(), 3);
  EXPECT_EQ(With({Verdict::kOk, Verdict::kMissing}).ExitCode(), 6);
  EXPECT_EQ(With({Verdict::kError, Verdict::kRegressed}).ExitCode(), 1);
}

TEST(Result, AComparisonSpeaksOfOneMetric) {
  EXPECT_EQ(MetricOf("peak_bytes"), "peak_bytes");
  EXPECT_EQ(MetricOf("anchor:peak_bytes"), "peak_bytes");
  EXPECT_EQ(MetricOf("claim:time <= 0.25 * case(\"x/impl:y\")"), "time");
  EXPECT_EQ(MetricOf("claim:time<=2"), "time");
  EXPECT_EQ(MetricOf(""), "");
}

TEST(Result, ARunInWhichNothingWasGatedIsNoPass) {
  EXPECT_EQ(With({}).ExitCode(), 6);
  EXPECT_EQ(With({Verdict::kIncomparable, Verdict::kNotMeasured}).ExitCode(), 6);
}

TEST(Result, OnlyARunThatWasMeantToBeIdlePassesWithoutARow) {
  Result result = With({});
  result.idle = "shard 3 of 3 has no cases";
  EXPECT_EQ(result.ExitCode(), 0);
  result.errors.push_back("the machine-wide lock cannot be opened");
  EXPECT_EQ(result.ExitCode(), 1);
}

TEST(Result, AnErrorOfTheRunIsAnErrorWhateverTheRows) {
  Result result = With({Verdict::kOk});
  result.errors.push_back("killed by SIGSEGV");
  EXPECT_EQ(result.ExitCode(), 1);
}

TEST(Result, AMistakeOfTheUserIsAUsageErrorUnlessARowFailed) {
  Result result = With({});
  result.errors.push_back("the filter matches nothing");
  result.errors_are_usage = true;
  EXPECT_EQ(result.ExitCode(), 2);
  result.rows = With({Verdict::kRegressed}).rows;
  EXPECT_EQ(result.ExitCode(), 2);
  result.rows = With({Verdict::kError}).rows;
  EXPECT_EQ(result.ExitCode(), 1);
}

TEST(Result, TheExitCodeNeverDependsOnACount) {
  EXPECT_EQ(With(std::vector<Verdict>(256, Verdict::kRegressed)).ExitCode(), 3);
}

TEST(Result, SurvivesItsOwnJson) {
  Result result = With({Verdict::kRegressed, Verdict::kNotMeasured});
  result.target = "//benches:x_perf";
  result.environment.instruction_key = "build/valgrind3.19.0";
  result.rows[0].current = 2;
  result.rows[0].strict = "ratchet";
  result.rows[1].mute = "until 2027-01-01: flaky host";
  result.notes = {"slower at n:1"};
  result.idle = "shard 3 of 3 has no cases";
  result.evidence.live.push_back({"x/Y/impl:optimized/n:1", false, {0.01}, {0.02}, {{0.03}, {}}, 4096, "a crash"});
  result.evidence.schedule.push_back({1, {1, 0}});
  result.evidence.cases.push_back({"x/Y/impl:optimized/n:1",
                                   Clock::kWall,
                                   3,
                                   AllocationEvidence{1, 64, 0, 64, {{"peak_bytes", 48}}, 0.5},
                                   std::nullopt,
                                   TimeEvidence{1.5, 2, 16, 512},
                                   {{"p99_ns", CounterEvidence{7, "ns", 6, 8, 16}}},
                                   std::nullopt,
                                   {"set-up dominates"},
                                   CountedRange{205.5, 206},
                                   "no valgrind"});
  result.evidence.cases.emplace_back().size = SizeEvidence{"sizeof", 24};
  result.evidence.cases.emplace_back().size = SizeEvidence{"binary_size", std::nullopt, "no size"};
  result.evidence.pairs.push_back({"c", "r", {0.1}, {2}, {1}});
  const auto read = ResultFromJson(ToJson(result), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(ToJson(*read), ToJson(result));
  EXPECT_EQ(read->rows[0].current, 2);
  EXPECT_EQ(read->rows[0].stored, std::nullopt);
  EXPECT_EQ(read->evidence.cases[0].allocations->temporary_allocations, 0.5);
  EXPECT_EQ(read->evidence.cases[1].size->bytes, 24);
  EXPECT_EQ(read->evidence.cases[2].size->bytes, std::nullopt);
}

TEST(Result, AFileFromBeforeSizesWereComparedHasCasesThatRunOnly) {
  Result result = With({Verdict::kOk});
  result.evidence.cases.resize(1);
  nlohmann::json old = nlohmann::json::parse(ToJson(result));
  old["schema"] = 3;
  old["evidence"]["cases"][0].erase("size");
  const auto read = ResultFromJson(old.dump(), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_FALSE(read->evidence.cases[0].size.has_value());
  old["schema"] = 4;
  EXPECT_FALSE(ResultFromJson(old.dump(), "result.json").ok()) << "schema 4 always has it";
}

TEST(Result, AFileFromBeforeBuildsWereComparedIsOfAGate) {
  Result result = With({Verdict::kOk});
  result.against = "HEAD~1";
  nlohmann::json old = nlohmann::json::parse(ToJson(result));
  EXPECT_EQ(ResultFromJson(old.dump(), "result.json")->against, "HEAD~1");
  old["schema"] = 4;
  old.erase("against");
  const auto read = ResultFromJson(old.dump(), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->against, "");
  old["schema"] = 5;
  EXPECT_FALSE(ResultFromJson(old.dump(), "result.json").ok()) << "schema 5 always has it";
}

TEST(Result, AFileFromBeforeSlicesWereKeptHasNone) {
  Result result = With({Verdict::kOk});
  result.evidence.cases.resize(1);
  result.evidence.cases[0].times = {{3, {1.25, 2}}};
  result.evidence.live.resize(1);
  result.evidence.live[0].accepted_times = {{0, {7}}};
  result.evidence.growth = {{"x/Y/impl:z", "n", {1, 2, 4}, {10, 20, 40}, 10, 1, 1}};
  result.crossovers = {{"x/Y/impl:z", "n", 2, 4, false}};
  const auto whole = ResultFromJson(ToJson(result), "result.json");
  ASSERT_TRUE(whole.ok()) << whole.status().message();
  EXPECT_EQ(ToJson(*whole), ToJson(result));
  EXPECT_THAT(whole->evidence.cases[0].times[0].ns, ElementsAre(1.25, 2));
  EXPECT_EQ(whole->crossovers[0].below, 2);
  nlohmann::json old = nlohmann::json::parse(ToJson(result));
  for (const char* added : {"times", "accepted_times"}) old["evidence"]["live"][0].erase(added);
  old["evidence"]["cases"][0].erase("times");
  old["evidence"].erase("growth");
  old.erase("crossovers");
  old["rows"][0].erase("bound");
  EXPECT_FALSE(ResultFromJson(old.dump(), "result.json").ok()) << "schema 6 always has them";
  old["schema"] = 5;
  const auto read = ResultFromJson(old.dump(), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_THAT(read->evidence.cases[0].times, IsEmpty());
  EXPECT_THAT(read->evidence.live[0].accepted_times, IsEmpty());
  EXPECT_THAT(read->crossovers, IsEmpty());
}

TEST(Result, AFileFromBeforeTemporaryAllocationsWereCountedDoesNotSayHowManyThereWere) {
  Result result = With({Verdict::kOk});
  result.evidence.cases.resize(2);
  result.evidence.cases[0].allocations = AllocationEvidence{1, 64, 0, 64, {}, 1};
  nlohmann::json old = nlohmann::json::parse(ToJson(result));
  old["schema"] = 2;
  old["evidence"]["cases"][0]["allocations"].erase("temporary_allocations");
  const auto read = ResultFromJson(old.dump(), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->evidence.cases[0].allocations->temporary_allocations, std::nullopt);
  EXPECT_FALSE(read->evidence.cases[1].allocations.has_value());
}

TEST(Result, DamagedTextIsRefusedWithItsOrigin) {
  const std::string whole = ToJson(With({Verdict::kOk}));
  for (const std::string& text : {std::string(), whole.substr(0, whole.size() / 2), std::string("[]")}) {
    const auto read = ResultFromJson(text, "some/result.json");
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(std::string(read.status().message()), HasSubstr("some/result.json: not a result of Pawl, or damaged"));
  }
}

TEST(Result, AnOlderFileIsReadAndItsNewFieldsAreEmpty) {
  Result result = With({Verdict::kOk, Verdict::kNew});
  result.evidence.cases.emplace_back().instructions = CountedRange{1, 2};
  nlohmann::json old = nlohmann::json::parse(ToJson(result));
  old["rows"][1]["comparison"] = "claim:time >= 2 * baseline";
  old["schema"] = 1;
  old["environment"].erase("instruction_key");
  old.erase("errors_are_usage");
  old["evidence"].erase("live");
  old["evidence"].erase("schedule");
  for (auto& one : old["evidence"]["cases"]) {
    one.erase("counters");
    one.erase("instructions");
    one.erase("instructions_absent");
  }
  for (auto& row : old["rows"]) {
    row.erase("strict");
    row.erase("mute");
    row.erase("more_is_worse");
  }
  const auto read = ResultFromJson(old.dump(), "result.json");
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->schema, kResultSchema);
  ASSERT_EQ(read->rows.size(), 2u);
  EXPECT_TRUE(read->rows[0].more_is_worse);
  EXPECT_FALSE(read->rows[1].more_is_worse) << "a claim that says >=";
  EXPECT_FALSE(read->errors_are_usage);
  EXPECT_EQ(read->environment.instruction_key, "");
  ASSERT_EQ(read->evidence.cases.size(), 1u);
  EXPECT_FALSE(read->evidence.cases[0].instructions.has_value());
  old.erase("rows");
  EXPECT_FALSE(ResultFromJson(old.dump(), "result.json").ok()) << "a field that it always had";
}

TEST(Result, ANewerSchemaIsRefused) {
  Result result = With({Verdict::kOk});
  result.schema = kResultSchema + 1;
  const auto read = ResultFromJson(ToJson(result), "result.json");
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(std::string(read.status().message()),
              HasSubstr(fmt::format("written by a newer Pawl (schema {}", kResultSchema + 1)));
}

TEST(Verdict, EveryWordReadsBack) {
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    EXPECT_EQ(static_cast<size_t>(kVerdicts[i].verdict), i) << "the table is in the enumeration's order";
    EXPECT_EQ(ParseVerdict(kVerdicts[i].word), kVerdicts[i].verdict);
  }
  EXPECT_EQ(ParseVerdict("fine"), std::nullopt);
}

}  // namespace
}  // namespace pawl
