#include "impls/env_file/env_file.h"

#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/env_file/conformance.h"
#include "impls/env_file/contract.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/problem_contract.h"
#include "impls/typed_suite.h"

namespace env_file {
namespace {

PAWL_INSTANTIATE_CONTRACT(EnvFileContract, Impls);
PAWL_INSTANTIATE_CONTRACT(EnvFileProblems, Impls);

TEST(Conformance, EveryDeviationIsACellThatDiffersFromItsParser) {
  for (const conformance::Deviation& deviation : conformance::Deviations()) {
    int found = 0;
    for (const conformance::Row& row : conformance::Rows()) {
      for (int i = 0; i < conformance::kColumns; ++i) {
        if (row.name != deviation.row || conformance::Columns()[i].name != deviation.column) continue;
        EXPECT_NE(row.answers[i], deviation.parser) << row.name;
        ++found;
      }
    }
    EXPECT_EQ(found, 1) << deviation.row << ", " << deviation.column;
  }
}

TEST(Conformance, EveryRowHasAnotherName) {
  std::set<std::string_view> names;
  for (const conformance::Row& row : conformance::Rows()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
}

TEST(Export, SetsWhatIsNotSetAndTheRestIfAsked) {
  setenv("PAWL_ENV_FILE_SET", "before", 1);
  unsetenv("PAWL_ENV_FILE_UNSET");
  const auto table = Optimized::Parse("PAWL_ENV_FILE_SET=1\nPAWL_ENV_FILE_UNSET=2", ".env", TestOptions());
  ASSERT_TRUE(table.ok());
  EXPECT_TRUE(Export(*table, Override::kNo).ok());
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_SET"), "before");
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_UNSET"), "2");
  EXPECT_TRUE(Export(*table, Override::kYes).ok());
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_SET"), "1");
  EXPECT_EQ(SetVariable("", "1", Override::kYes).ToString(),
            "INVALID_ARGUMENT: cannot set '': Invalid argument. An environment variable needs a name without '='");
  EXPECT_EQ(SetVariable("PAWL_ENV_FILE_SET",
                        std::string_view("1\0"
                                         "2",
                                         3),
                        Override::kYes)
                .ToString(),
            "INVALID_ARGUMENT: cannot set 'PAWL_ENV_FILE_SET': it has a NUL byte, which no environment can hold. "
            "Remove it");
  EXPECT_EQ(ProcessEnvironment("PAWL_ENV_FILE_SET"), "1");
  unsetenv("PAWL_ENV_FILE_SET");
  unsetenv("PAWL_ENV_FILE_UNSET");
}

TEST(GetlineMap, TakesLinesForWhatTheyLookLike) {
  const auto variables = GetlineMap::Parse("# c\nA=1\n\nB='2'\njunk\nA=3");
  EXPECT_EQ(variables.size(), 2u);
  EXPECT_EQ(variables.at("A"), "3");
  EXPECT_EQ(variables.at("B"), "'2'");
}

TEST(Corpus, IsTheSameEverywhere) {
  const std::string file = corpus::TypicalFile(1000);
  EXPECT_EQ(file.size(), 54'900u);
  EXPECT_EQ(corpus::Digest(0, file), 233132956030855u);
  EXPECT_EQ(corpus::Digest(0, corpus::NastyFile(1)), 590474061099445088u);
}

}  // namespace
}  // namespace env_file
