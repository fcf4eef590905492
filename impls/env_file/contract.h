#ifndef PAWL_IMPLS_ENV_FILE_CONTRACT_H_
#define PAWL_IMPLS_ENV_FILE_CONTRACT_H_

#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/env_file/conformance.h"
#include "impls/env_file/contract_fixture.h"

// What every implementation must do, beside how it tells problems and what holds for every file.
namespace env_file {

template <typename Impl>
class EnvFileContract : public EnvFileSuite<Impl> {};
TYPED_TEST_SUITE_P(EnvFileContract);

TYPED_TEST_P(EnvFileContract, EachDialectAnswersAsItsParserDoes) {
  const std::vector<conformance::Column> columns = conformance::Columns();
  for (const conformance::Row& row : conformance::Rows()) {
    for (size_t i = 0; i < columns.size(); ++i) {
      EXPECT_EQ(this->Answer(row.file, TestOptions(columns[i].dialect)), row.answers[i])
          << row.name << " in the dialect " << columns[i].name;
    }
  }
}

TYPED_TEST_P(EnvFileContract, VariablesComeInOrderWithTheirPositions) {
  EXPECT_EQ(this->Of("A=1\n# c\n\n  B = \"x\ny\" # c\nexport\tA=${A}2\r\nC='z'"),
            "A=1 at 1:1\nB=x\ny at 4:3\nA=12 at 6:8\nC=z at 7:1\n4 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of(""), "0 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of("\xef\xbb\xbf"), "0 variables, 0 skipped, 0 warnings, OK");
  EXPECT_EQ(this->Of("\xef\xbb\xbf"
                     "A=1"),
            "A=1 at 1:1\n1 variables, 0 skipped, 0 warnings, OK");
}

TYPED_TEST_P(EnvFileContract, ReferencesNameEarlierKeysThenTheEnvironmentThenNothing) {
  const Options options = TestOptions();
  EXPECT_EQ(this->Answer("X=${A}\nA=1\nY=${A}${HOME}${B}.\nA=2\nZ=${A}", options),
            "X=environment's A|A=2|Y=1/home/x.|Z=2");
  EXPECT_EQ(this->Answer("X=${EMPTY:-d}${B:-}${A:-d}${B:-${}", options), "error");
  EXPECT_EQ(this->Answer("X=${EMPTY:-d}${B:-}${A:-d}", options), "X=denvironment's A");
  EXPECT_EQ(this->Answer("A-B.c=1\nX=${A-B.c}", options), "A-B.c=1|X=1");
  EXPECT_EQ(this->Answer("A=\"\\${A}\"\nB=\\${A}\nC='${A}'\nD=$A$", options), "A=${A}|B=${A}|C=${A}|D=$A$");
  Options alone = options;
  alone.environment = nullptr;
  EXPECT_EQ(this->Answer("X=${HOME}.", alone), "X=.");
}

TYPED_TEST_P(EnvFileContract, ATableFindsTheLastValueOfAKey) {
  const auto table = TypeParam::Parse("A=1\nB=\"x\\ny\"\nA=3\n", ".env", TestOptions());
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->size(), 2u);
  EXPECT_EQ(table->Find("A"), "3");
  EXPECT_EQ(table->Find("B"), "x\ny");
  EXPECT_EQ(table->Find("C"), std::nullopt);
  EXPECT_EQ(table->summary().variables, 3u);
  const auto empty = TypeParam::Parse("", ".env", TestOptions());
  ASSERT_TRUE(empty.ok());
  EXPECT_EQ(empty->Find("A"), std::nullopt);
}

TYPED_TEST_P(EnvFileContract, AMovedTableKeepsItsValues) {
  auto table = TypeParam::Parse("A=1\nB=\"x\\ny\"\n", ".env", TestOptions());
  const typename TypeParam::Table moved = *std::move(table);
  EXPECT_EQ(moved.Find("A"), "1");
  EXPECT_EQ(moved.Find("B"), "x\ny");
}

TYPED_TEST_P(EnvFileContract, AnErrorStays) {
  TextSource source("A=1\njunk\nB=2");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_TRUE(reader.Next().ok());
  const absl::Status first = reader.Next().status();
  EXPECT_FALSE(first.ok());
  EXPECT_EQ(reader.Next().status(), first);
}

TYPED_TEST_P(EnvFileContract, TheEndStays) {
  TextSource source("A=1\n");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_NE(*reader.Next(), nullptr);
  EXPECT_EQ(*reader.Next(), nullptr);
  EXPECT_EQ(*reader.Next(), nullptr);
  EXPECT_EQ(reader.summary().variables, 1u);
}

TYPED_TEST_P(EnvFileContract, AStopRequestEndsItBeforeTheNextEntry) {
  std::stop_source stop;
  Options options = TestOptions();
  options.stop = stop.get_token();
  TextSource source("A=1\n\nB=2\nC=3\n");
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  ASSERT_EQ((*reader.Next())->key, "A");
  ASSERT_EQ((*reader.Next())->key, "B");
  stop.request_stop();
  EXPECT_EQ(reader.Next().status().ToString(),
            "CANCELLED: .env:4: stopped on request. What came before was delivered; start again from the beginning");
  EXPECT_TRUE(absl::IsCancelled(reader.Next().status()));
  EXPECT_TRUE(absl::IsCancelled(TypeParam::Parse("A=1", ".env", options).status()));
}

TYPED_TEST_P(EnvFileContract, AVisitorMayEndIt) {
  TextSource source("A=1\nB=2\nC=3\n");
  const Options options = TestOptions();
  const Lookup none;
  typename TypeParam::Reader reader(source, options, none);
  std::string keys;
  const absl::StatusOr<Summary> summary = Visit(reader, [&keys](const Variable& variable) {
    keys += variable.key;
    return variable.key != "B";
  });
  EXPECT_EQ(keys, "AB");
  EXPECT_TRUE(summary.ok());
}

TYPED_TEST_P(EnvFileContract, ASourcesErrorIsPassedOn) {
  SplitSource source("A=1\n", 4, absl::DataLossError("disk on fire"));
  const std::string transcript = Transcript<TypeParam>(source, TestOptions());
  EXPECT_TRUE(transcript.ends_with("DATA_LOSS: disk on fire")) << transcript;
}

REGISTER_TYPED_TEST_SUITE_P(EnvFileContract, EachDialectAnswersAsItsParserDoes, VariablesComeInOrderWithTheirPositions,
                            ReferencesNameEarlierKeysThenTheEnvironmentThenNothing, ATableFindsTheLastValueOfAKey,
                            AMovedTableKeepsItsValues, AnErrorStays, TheEndStays, AStopRequestEndsItBeforeTheNextEntry,
                            AVisitorMayEndIt, ASourcesErrorIsPassedOn);

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_CONTRACT_H_
