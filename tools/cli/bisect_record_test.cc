#include "tools/cli/bisect_record.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using testing::HasSubstr;

BisectRecord Example() {
  BisectRecord record;
  record.question = {"//benches:x_perf", "x/Y/impl:optimized/n:1", std::string(40, 'a'), std::string(40, 'b'), false,
                     {"-O2", "-g"}};
  record.steps.push_back({std::string(40, 'b'), "bbbbbbb (a \"quoted\" subject)", BisectOutcome::kChanged, 1.05, 1.04,
                          1.06, 18, "allocations 1 → 2"});
  record.steps.push_back(
      {std::string(40, 'c'), "ccccccc (x)", BisectOutcome::kSkipped, {}, {}, {}, 0, "does not build"});
  return record;
}

void ExpectRefused(const std::string& json, const std::string& why) {
  const auto record = BisectRecordFromJson(json, "some/path.json");
  ASSERT_EQ(record.status().code(), absl::StatusCode::kInvalidArgument) << json;
  EXPECT_THAT(std::string(record.status().message()), HasSubstr("some/path.json"));
  EXPECT_THAT(std::string(record.status().message()), HasSubstr(why));
}

std::string Replaced(std::string text, const std::string& old_text, const std::string& new_text) {
  const size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return text.replace(at, old_text.size(), new_text);
}

TEST(BisectRecord, SurvivesItsJson) {
  const BisectRecord record = Example();
  const auto again = BisectRecordFromJson(ToJson(record), "x");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->question, record.question);
  ASSERT_EQ(again->steps.size(), 2U);
  EXPECT_EQ(ToJson(*again), ToJson(record));
  EXPECT_EQ(again->steps[1].ratio, std::nullopt);
  EXPECT_EQ(again->steps[1].outcome, BisectOutcome::kSkipped);
}

TEST(BisectRecord, EveryCutIsRefused) {
  const std::string text = ToJson(Example());
  for (size_t size = 0; size + 1 < text.size(); ++size) ExpectRefused(text.substr(0, size), "not the record");
}

TEST(BisectRecord, WhatNobodyWroteIsRefused) {
  const std::string text = ToJson(Example());
  ExpectRefused(Replaced(text, "\"schema\":1", "\"schema\":9"), "schema 9");
  ExpectRefused(Replaced(text, "\"changed\"", "\"better\""), "\"better\" is no outcome");
  ExpectRefused(Replaced(text, "1.05", "-1.05"), "-1.05 is no ratio");
  ExpectRefused(Replaced(text, "1.05", "0"), "0 is no ratio");
  ExpectRefused(Replaced(text, "1.05", "null"), "does not measure the younger end");
  ExpectRefused("[]", "not the record");
}

TEST(BisectRecord, ASubjectThatIsNotUtf8DoesNotStopIt) {
  BisectRecord record = Example();
  record.steps[0].description = "bbbbbbb (caf\xe9)";
  EXPECT_TRUE(BisectRecordFromJson(ToJson(record), "x").ok());
}

TEST(BisectRecord, TheNameOfItsFileIsOneOfAnyFileSystem) {
  BisectQuestion question = Example().question;
  EXPECT_EQ(BisectFileName(question), "bisect-aaaaaaa-bbbbbbb-x-Y-impl-optimized-n-1.json");
  question.fine = true;
  EXPECT_EQ(BisectFileName(question), "bisect-aaaaaaa-bbbbbbb-x-Y-impl-optimized-n-1-fine.json");
  question.case_name = std::string(1000, '/');
  EXPECT_LT(BisectFileName(question).size(), 255U);
  EXPECT_EQ(BisectFileName(question).find('/'), std::string::npos);
}

TEST(BisectRecord, TheYoungerEndSaysTheDirection) {
  BisectRecord record = Example();
  EXPECT_TRUE(record.Slower());
  record.steps[0].ratio = 0.9;
  EXPECT_FALSE(record.Slower());
}

TEST(BisectRecord, TheLimitLiesHalfWayWhateverTheDirection) {
  const Limit slower = HalfWay(1.05);
  EXPECT_NEAR(slower.relative, 0.0197, 1e-4);
  EXPECT_NEAR(slower.margin, 0.0297, 1e-4);
  EXPECT_EQ(slower.text, "time theta 1.97% margin 2.97%");
  EXPECT_NEAR(HalfWay(1 / 1.05).relative, slower.relative, 1e-12);
  EXPECT_NEAR(HalfWay(100).margin, std::pow(100, 0.6) - 1, 1e-9);
}

TEST(BisectRecord, AMoveInTheOtherDirectionIsNotTheChange) {
  using enum BisectOutcome;
  EXPECT_EQ(OutcomeOf(Verdict::kOk, true), kUnchanged);
  EXPECT_EQ(OutcomeOf(Verdict::kRegressed, true), kChanged);
  EXPECT_EQ(OutcomeOf(Verdict::kImproved, true), kUnchanged);
  EXPECT_EQ(OutcomeOf(Verdict::kRegressed, false), kUnchanged);
  EXPECT_EQ(OutcomeOf(Verdict::kImproved, false), kChanged);
  for (const Verdict verdict : {Verdict::kUnstable, Verdict::kError, Verdict::kNotMeasured}) {
    EXPECT_EQ(OutcomeOf(verdict, true), kSkipped);
  }
}

}  // namespace
}  // namespace pawl
