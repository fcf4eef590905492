#include "tools/cli/selftest.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/fake_run.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Scripted binaries with every defect.
class FakeSelftest : public FakeRun {
 public:
  FakeSelftest() {
    plan.claims.clear();
    for (const ExpectedCatch& expected : ExpectedCatches()) binaries[expected.defect].cases = factory.cases;
    FakeCase& slow = binaries["slowdown"].cases[kOptimized];
    slow.iteration_ns *= 1.1;
    ++binaries["allocation"].cases[kOptimized].allocations;
    binaries["leak"].cases[kOptimized].leaked_bytes = 64;
    binaries["dead_loop"].cases[kOptimized].iteration_ns = 0;
    binaries["wrong_answer"].cases[kOptimized].answer = "43";
  }

  SelftestOutcome Selftest() {
    std::vector<PlantedBinary> planted;
    for (auto& [defect, binary] : binaries) planted.push_back({defect, &binary, &binary});
    FakeFactory accepted = factory;
    const auto outcome = pawl::Selftest(plan, options, factory, accepted, planted);
    EXPECT_TRUE(outcome.ok()) << outcome.status().message();
    return outcome.value_or(SelftestOutcome());
  }

  std::map<std::string, FakeFactory> binaries;
};

TEST(Selftest, PassesWhenEveryDefectIsCaught) {
  const SelftestOutcome outcome = FakeSelftest().Selftest();
  EXPECT_TRUE(outcome.passed) << outcome.report;
  EXPECT_THAT(outcome.report, HasSubstr("All 6 checks hold"));
  EXPECT_THAT(outcome.report, Not(HasSubstr("MISSED")));
}

// What a gate with a limit of 1,000 % would do: the defect is there, and no row says so.
TEST(Selftest, FailsWhenADefectGoesUnnoticed) {
  for (const ExpectedCatch& expected : ExpectedCatches()) {
    FakeSelftest fake;
    fake.binaries[expected.defect].cases = fake.factory.cases;
    const SelftestOutcome outcome = fake.Selftest();
    EXPECT_FALSE(outcome.passed) << expected.defect;
    EXPECT_THAT(outcome.report, HasSubstr("MISSED  " + expected.defect + ": no row " + expected.comparison));
  }
}

TEST(Selftest, FailsWhenADefectWasNotPlanted) {
  FakeSelftest fake;
  fake.binaries.erase("leak");
  EXPECT_THAT(fake.Selftest().report, HasSubstr("MISSED  leak: it was not planted"));
}

// Two copies of the healthy binary that differ: whatever is caught then proves nothing.
TEST(Selftest, FailsWhenTheHealthyBenchmarkIsNotClean) {
  FakeSelftest fake;
  std::vector<PlantedBinary> planted;
  for (auto& [defect, binary] : fake.binaries) planted.push_back({defect, &binary, &binary});
  FakeFactory biased = fake.factory;
  biased.cases[FakeRun::kOptimized].iteration_ns *= 1.1;
  const auto outcome = Selftest(fake.plan, fake.options, fake.factory, biased, planted);
  ASSERT_TRUE(outcome.ok());
  EXPECT_FALSE(outcome->passed);
  EXPECT_THAT(outcome->report, HasSubstr("MISSED  the healthy benchmark against itself is not clean"));
}

}  // namespace
}  // namespace pawl
