#include "tools/cli/calibrate.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kAdd[] = "sums/Add/n:8";
constexpr char kSort[] = "sums/Sort/n:8";

// A machine on which every process is slower or faster by this much.
FakeWorkerFactory Binary(double sd, uint64_t seed) {
  FakeWorkerFactory factory({FakeCase(kAdd), FakeCase(kSort)});
  factory.VariesByProcess(sd, seed);
  return factory;
}

TEST(CalibrateCases, EveryRunStartsAnewAndCountsItsAlarms) {
  FakeWorkerFactory one = Binary(0.01, 1);
  FakeWorkerFactory other = Binary(0.01, 1000);
  CalibrateOptions options;
  options.runs = 5;
  const auto cases = CalibrateCases({&one, &other, {}, true}, {kAdd, kSort}, options);
  ASSERT_TRUE(cases.ok()) << cases.status().message();
  ASSERT_THAT(*cases, SizeIs(2));
  for (const CaseCalibration& calibrated : *cases) {
    ASSERT_TRUE(calibrated.numbers.has_value()) << calibrated.error;
    EXPECT_EQ(calibrated.numbers->runs, 5);
    EXPECT_EQ(calibrated.numbers->alarms, 0);
    EXPECT_NEAR(calibrated.numbers->sd, 0.014, 0.006) << "two processes of 1 % each";
    EXPECT_TRUE(calibrated.numbers->detectable.has_value());
  }
  EXPECT_THAT(RenderCalibration(*cases, options.test), HasSubstr("0 of 10 comparisons of identical code alarmed"));
}

TEST(CalibrateCases, ACaseThatFailsIsNamedAndTheOthersGoOn) {
  FakeWorkerFactory one({FakeCase(kAdd), FakeCase(kSort).Skips(FakeRequest::kRun, "no input")});
  FakeWorkerFactory other({FakeCase(kAdd), FakeCase(kSort)});
  CalibrateOptions options;
  options.runs = 2;
  const auto cases = CalibrateCases({&one, &other, {}, true}, {kAdd, kSort}, options);
  ASSERT_TRUE(cases.ok());
  EXPECT_TRUE((*cases)[0].numbers.has_value());
  EXPECT_THAT((*cases)[1].error, HasSubstr("no input"));
}

TEST(CalibrateCases, APatternWithoutACaseIsRefusedWithTheNearest) {
  FakeWorkerFactory one = Binary(0, 1);
  CalibrateOptions options;
  options.case_pattern = "sums/Ad/n:8";
  const auto cases = CalibrateCases({&one, &one, {}, true}, {kAdd, kSort}, options);
  EXPECT_THAT(std::string(cases.status().message()), HasSubstr("did you mean sums/Add/n:8?"));
}

}  // namespace
}  // namespace pawl
