#include "tools/model/stored_baseline.h"

#include <limits>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

constexpr char kAccept[] = "bazel run //benches:x_perf.accept";

StoredBaseline Example() {
  return {"//benches:x_perf",
          {{"x/Y/impl:optimized/n:1", "time_ratio", 0.0612345, 0.0199, 16, "k/m", "", 0},
           {"x/Y/impl:optimized/n:1", "allocations", 1, std::nullopt, std::nullopt, "k", "rewritten for clarity", 0}}};
}

std::string ErrorOf(const std::string& text) {
  const auto baseline = ParseStoredBaseline(text, "baselines/x.json", kAccept);
  return baseline.ok() ? "no error" : std::string(baseline.status().message());
}

std::string WithRecord(const std::string& record) {
  return "{\"schema\": 2, \"target\": \"//:x\", \"records\": [\n"
         R"({"case": "a", "metric": "allocations", "value": 1, "key": "k"},)"
         "\n" +
         record + "\n]}\n";
}

TEST(StoredBaseline, HasOneSortedRecordPerLine) {
  EXPECT_EQ(
      FormatStoredBaseline(Example()),
      "{\"schema\": 2, \"target\": \"//benches:x_perf\", \"records\": [\n"
      R"({"case":"x/Y/impl:optimized/n:1","metric":"allocations","value":1,"reason":"rewritten for clarity","key":"k"},)"
      "\n"
      R"({"case":"x/Y/impl:optimized/n:1","metric":"time_ratio","value":0.06123,"spread":0.0199,"processes":16,"key":"k/m"})"
      "\n]}\n");
}

TEST(StoredBaseline, ReadsWhatItWrote) {
  const auto read = ParseStoredBaseline(FormatStoredBaseline(Example()), "x.json", kAccept);
  ASSERT_TRUE(read.ok()) << read.status().message();
  ASSERT_EQ(read->records.size(), 2u);
  EXPECT_EQ(read->target, "//benches:x_perf");
  const Record* ratio = read->Find("x/Y/impl:optimized/n:1", "time_ratio", "k/m");
  ASSERT_NE(ratio, nullptr);
  EXPECT_EQ(ratio->line, 3);
  EXPECT_EQ(ratio->spread, 0.0199);
  EXPECT_EQ(read->Find("x/Y/impl:optimized/n:1", "time_ratio", "other"), nullptr);
}

TEST(StoredBaseline, NamesTheAcceptedBinary) {
  StoredBaseline written = Example();
  written.records.front().accepted = "sha256:" + std::string(64, 'a');
  const std::string text = FormatStoredBaseline(written);
  EXPECT_THAT(text, HasSubstr("\"accepted\":\"sha256:aaa"));
  const auto read = ParseStoredBaseline(text, "x.json", kAccept);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->Find("x/Y/impl:optimized/n:1", "time_ratio", "k/m")->accepted, written.records.front().accepted);
}

TEST(StoredBaseline, WhatIsNoHashOfAnAcceptedBinaryIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf(WithRecord(R"({"case": "b", "metric": "time", "value": 1, "key": "k", "accepted": "../x"})")),
              HasSubstr("baselines/x.json:3: accepted \"../x\" is no hash of the form sha256:"));
}

TEST(StoredBaseline, AFractionOfAnAllocationIsNotRoundedAway) {
  const StoredBaseline written{"t", {{"x", "allocations", 1 + 1.0 / 64, std::nullopt, std::nullopt, "k", "", 0}}};
  const auto read = ParseStoredBaseline(FormatStoredBaseline(written), "x.json", kAccept);
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->records[0].value, 1 + 1.0 / 64);
}

TEST(StoredBaseline, ABadRecordIsNamedWithItsLineAndTheWayOut) {
  EXPECT_EQ(ErrorOf(WithRecord(R"({"case": "b", "metric": "allocations", "value": -4, "key": "k"})")),
            "baselines/x.json:3: value -4 is negative or not a number. The file was edited by hand or damaged: restore "
            "it from version control. If it is lost, delete it and run: bazel run //benches:x_perf.accept");
  EXPECT_THAT(ErrorOf(WithRecord(R"({"case": "b", "metric": "allocations", "value": null, "key": "k"})")),
              HasSubstr("baselines/x.json:3: bad record"));
  EXPECT_THAT(ErrorOf(WithRecord(R"({"case": "b", "metric": "allocations", "key": "k"})")),
              HasSubstr("baselines/x.json:3: bad record"));
  EXPECT_THAT(ErrorOf(WithRecord(R"({"case": "", "metric": "allocations", "value": 1, "key": "k"})")),
              HasSubstr("must not be empty"));
  EXPECT_THAT(ErrorOf(WithRecord(R"({"case": "a", "metric": "allocations", "value": 1, "key": "k"})")),
              HasSubstr("baselines/x.json:3: a second record of a allocations"));
}

TEST(StoredBaseline, TextThatIsNoBaselineIsRefused) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("baselines/x.json:1: not valid JSON"));
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("no \"schema\" number"));
  EXPECT_THAT(ErrorOf("[1]"), HasSubstr("no \"schema\" number"));
  EXPECT_THAT(ErrorOf("{\"schema\": 1, \"records\": [\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n]}"),
              HasSubstr("baselines/x.json:2: a merge left its conflict here"));
  EXPECT_THAT(ErrorOf("{\"schema\": 3, \"records\": []}"), HasSubstr("schema 3 is not one that this Pawl reads"));
}

TEST(StoredBaseline, EveryTruncationIsRefused) {
  const std::string whole = FormatStoredBaseline(Example());
  for (size_t size = 0; size + 2 < whole.size(); ++size) {
    EXPECT_NE(ErrorOf(whole.substr(0, size)), "no error") << "cut after " << size << " bytes";
  }
}

TEST(StoredBaseline, RandomDamageNeverCrashesTheParser) {
  std::mt19937 random(7);
  const std::string whole = FormatStoredBaseline(Example());
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = whole;
    for (int edits = 0; edits < 3; ++edits) damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto read = ParseStoredBaseline(damaged, "x.json", kAccept);
    if (!read.ok()) continue;
    for (const Record& record : read->records) EXPECT_GE(record.value, 0);
  }
}

}  // namespace
}  // namespace pawl
