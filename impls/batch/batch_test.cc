#include "impls/batch/batch.h"

#include <chrono>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/batch/contract.h"
#include "impls/batch/impls.h"
#include "impls/typed_suite.h"

namespace batch {
namespace {

PAWL_INSTANTIATE_CONTRACT(ProcessorContract, Impls);

TEST(Books, KeepTheLowestErrorsInWhateverOrderTheyCome) {
  Options options;
  options.on_failure = OnFailure::kCollect;
  options.most_errors = 3;
  Books books(100, options, std::chrono::nanoseconds(0));
  for (const size_t job : {50, 10, 90, 20, 70, 5, 60}) books.Fail(job, absl::UnknownError(std::to_string(job)));
  books.Ran(100);
  const Report report = books.Close();
  EXPECT_EQ(report.status, absl::UnknownError("7 of 100 jobs failed, first job 5: 5"));
  ASSERT_EQ(report.errors.size(), 3u);
  EXPECT_EQ(report.errors[0].job, 5u);
  EXPECT_EQ(report.errors[1].job, 10u);
  EXPECT_EQ(report.errors[2].job, 20u);
}

TEST(Books, WithKStopAFailureAboveWhatAStopKeptBackIsNotReported) {
  const Options options;
  Books books(100, options, std::chrono::nanoseconds(0));
  books.Fail(40, absl::UnknownError(""));
  books.Stop();
  books.Skip(30);
  const Report report = books.Close();
  EXPECT_EQ(report.status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(report.completed, 30u);
  EXPECT_TRUE(report.errors.empty());
  EXPECT_EQ(report.failed, 0u);
}

TEST(Books, ProgressIsToldNoMoreOftenThanTheIntervalButAtTheEnd) {
  Options options;
  std::vector<size_t> told;
  options.progress = [&](const Progress& progress) { told.push_back(progress.done); };
  Books books(10, options, std::chrono::hours(1));
  books.Ran(4);
  books.Ran(6);
  EXPECT_TRUE(told.empty());
  books.Close();
  EXPECT_EQ(told, std::vector<size_t>{10});
}

}  // namespace
}  // namespace batch
