#include "tools/doctor/noise.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/doctor/kernels.h"
#include "tools/runner/fake_worker.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<FakeCase> Kernels(double ns = 100) {
  std::vector<FakeCase> cases;
  for (const Kernel& kernel : kKernels) cases.push_back(FakeCase(kernel.name).Takes(ns));
  return cases;
}

std::function<bool(int)> Until(int pairs) {
  return [pairs](int so_far) { return so_far < pairs; };
}

TEST(Noise, OfIdenticalCodeIsTheSpreadOfItsPairsAndNoAlarm) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels());
  one.VariesByProcess(0.02, 1);
  other.VariesByProcess(0.02, 1000);
  const auto lanes = TimeKernels(one, other, 7, Until(40));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  const std::vector<KernelNoise> noise = NoiseOf(*lanes, 7);
  ASSERT_THAT(noise, SizeIs(kKernels.size()));
  for (const KernelNoise& kernel : noise) {
    SCOPED_TRACE(kernel.name + ", seed 7");
    EXPECT_FALSE(kernel.error);
    EXPECT_FALSE(kernel.bound_by.empty());
    EXPECT_THAT(kernel.log_ratios, SizeIs(40));
    EXPECT_EQ(kernel.calibration.alarms, 0);
    EXPECT_GT(kernel.calibration.runs, 1) << "a comparison that is decided is followed by another";
    EXPECT_NEAR(kernel.calibration.sd, 0.028, 0.012) << "two processes of 2 % each";
    EXPECT_NEAR(kernel.stored_sd, 0.028, 0.012) << "without drift, waiting changes nothing";
    EXPECT_TRUE(kernel.calibration.detectable);
  }
}

TEST(Noise, OfTimesThatAreStoredHasTheMachinesDriftInIt) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels());
  // Slow and fast episodes of twenty processes, which reach both sides alike.
  const auto episodes = [](const FakeCall& call) {
    return static_cast<double>(call.iterations) * (call.process / 10 % 2 == 0 ? 100 : 150);
  };
  std::vector<FakeCase> cases;
  for (const Kernel& kernel : kKernels) cases.push_back(FakeCase(kernel.name).Takes(episodes));
  FakeWorkerFactory a(cases);
  FakeWorkerFactory b(cases);
  const auto lanes = TimeKernels(a, b, 7, Until(40));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  for (const KernelNoise& kernel : NoiseOf(*lanes, 7)) {
    EXPECT_LT(kernel.calibration.sd, 0.001);
    EXPECT_GT(kernel.stored_sd, 0.2);
  }
}

TEST(Noise, SidesThatDifferAlarm) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels(120));
  const auto lanes = TimeKernels(one, other, 7, Until(40));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  for (const KernelNoise& kernel : NoiseOf(*lanes, 7)) EXPECT_GT(kernel.calibration.alarms, 0);
}

TEST(Noise, TakesItsLeastPairsEvenIfTheTimeIsOver) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels());
  const auto lanes = TimeKernels(one, other, 7, Until(0));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  for (const KernelNoise& kernel : NoiseOf(*lanes, 7)) EXPECT_THAT(kernel.log_ratios, SizeIs(kLeastPairs));
}

TEST(Noise, AKernelThatFailsIsNamedAndTheOthersGoOn) {
  std::vector<FakeCase> cases = Kernels();
  cases[1].Skips(FakeRequest::kRun, "no memory");
  FakeWorkerFactory one(cases);
  FakeWorkerFactory other(Kernels());
  const auto lanes = TimeKernels(one, other, 7, Until(0));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  const std::vector<KernelNoise> noise = NoiseOf(*lanes, 7);
  EXPECT_THAT(noise[1].error.value_or(""), HasSubstr("no memory"));
  EXPECT_FALSE(noise[0].error || noise[2].error || noise[3].error);
}

TEST(Noise, OfTooFewPairsIsAnErrorAndNoNumber) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels());
  auto lanes = TimeKernels(one, other, 7, Until(0));
  ASSERT_TRUE(lanes.ok()) << lanes.status();
  std::erase_if((*lanes)[0].slices, [](const SideSlice& slice) { return slice.group > 2; });
  EXPECT_THAT(NoiseOf(*lanes, 7)[0].error.value_or(""), HasSubstr("3 pairs of processes were timed"));
}

TEST(Noise, OfABinaryThatWasNotOptimizedIsRefused) {
  FakeWorkerFactory one(Kernels());
  FakeWorkerFactory other(Kernels());
  one.Says("optimized", "no");
  EXPECT_EQ(TimeKernels(one, other, 7, Until(0)).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace pawl
