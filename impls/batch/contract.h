#ifndef PAWL_IMPLS_BATCH_CONTRACT_H_
#define PAWL_IMPLS_BATCH_CONTRACT_H_

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <new>
#include <random>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/batch/impls.h"

namespace batch {

// What every processor must do. Nothing here depends on which thread runs first.
template <typename Processor>
class ProcessorContract : public ::testing::Test {
 public:
  static std::string Text(const Report& report) {
    std::string text = report.status.ToString() + "; " + std::to_string(report.completed) + " completed, " +
                       std::to_string(report.failed) + " failed";
    for (const JobError& error : report.errors) {
      text += "; " + std::to_string(error.job) + " " + error.status.ToString();
    }
    return text;
  }

  static Options Collecting(size_t most_errors = 1000) {
    Options options;
    options.on_failure = OnFailure::kCollect;
    options.most_errors = most_errors;
    return options;
  }
};

TYPED_TEST_SUITE_P(ProcessorContract);

TYPED_TEST_P(ProcessorContract, EveryJobRunsOnceWhateverTheSizes) {
  for (const size_t workers : {0, 1, 4, 9}) {
    TypeParam processor(workers);
    for (const size_t jobs : {0, 1, 2, 49, 50, 51, 3000}) {
      for (const size_t batch_size : {0, 1, 7, 50, 1024, 100'000}) {
        std::vector<std::atomic<int>> runs(jobs);
        Options options;
        options.batch_size = batch_size;
        const Report report = processor.Run(
            jobs,
            [&](size_t i) {
              ++runs[i];
              return absl::OkStatus();
            },
            options);
        ASSERT_EQ(this->Text(report), "OK; " + std::to_string(jobs) + " completed, 0 failed");
        ASSERT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& n) { return n == 1; }))
            << workers << " workers, " << jobs << " jobs, batches of " << batch_size;
      }
    }
  }
}

TYPED_TEST_P(ProcessorContract, AJobNeedNotReturnAnything) {
  std::atomic<int> runs = 0;
  EXPECT_TRUE(TypeParam(4).Run(200, [&](size_t) { ++runs; }).ok());
  EXPECT_EQ(runs, 200);
}

TYPED_TEST_P(ProcessorContract, CollectedErrorsStandInTheOrderOfTheirJobs) {
  std::atomic<int> runs = 0;
  const auto job = [&](size_t i) -> absl::Status {
    ++runs;
    if (i == 70) throw std::runtime_error("boom");
    if (i == 60) throw std::bad_alloc();
    if (i == 50) throw 1;
    return i == 80 || i == 20 ? absl::NotFoundError("no " + std::to_string(i)) : absl::OkStatus();
  };
  EXPECT_EQ(this->Text(TypeParam(4).Run(100, job, this->Collecting())),
            "NOT_FOUND: 5 of 100 jobs failed, first job 20: no 20; 100 completed, 5 failed; 20 NOT_FOUND: no 20; 50 "
            "INTERNAL: an exception that is not a std::exception; 60 RESOURCE_EXHAUSTED: std::bad_alloc; 70 INTERNAL: "
            "boom; 80 NOT_FOUND: no 80");
  EXPECT_EQ(runs, 100);
}

TYPED_TEST_P(ProcessorContract, NoMoreErrorsAreKeptThanAskedForTheLowest) {
  TypeParam processor(4);
  const auto job = [](size_t i) { return i % 3 == 1 ? absl::DataLossError("") : absl::OkStatus(); };
  for (const size_t most_errors : {0, 1, 2, 40}) {
    const Report report = processor.Run(3000, job, this->Collecting(most_errors));
    EXPECT_EQ(report.failed, 1000u);
    ASSERT_EQ(report.errors.size(), most_errors);
    for (size_t i = 0; i < most_errors; ++i) EXPECT_EQ(report.errors[i].job, 3 * i + 1);
    EXPECT_FALSE(report.ok());
  }
}

TYPED_TEST_P(ProcessorContract, AFailureStopsWhatComesAfterItAndIsTheLowest) {
  TypeParam processor(4);
  for (const std::set<size_t>& fails : {std::set<size_t>{0}, {49, 50}, {1500, 700, 701}, {2999}}) {
    std::vector<std::atomic<bool>> ran(100'000);
    const size_t first = *fails.begin();
    const Report report = processor.Run(ran.size(), [&](size_t i) {
      ran[i] = true;
      return fails.contains(i) ? absl::AbortedError("bad") : absl::OkStatus();
    });
    const std::string number = std::to_string(first);
    EXPECT_EQ(this->Text(report),
              "ABORTED: job " + number + ": bad; " + number + " completed, 1 failed; " + number + " ABORTED: bad");
    EXPECT_TRUE(
        std::all_of(ran.begin(), ran.begin() + static_cast<ptrdiff_t>(first), [](const auto& b) -> bool { return b; }));
  }
}

TYPED_TEST_P(ProcessorContract, AJobsOwnCancelledIsAFailureLikeAnyOther) {
  const auto job = [](size_t i) { return i == 5 ? absl::CancelledError("mine") : absl::OkStatus(); };
  EXPECT_EQ(this->Text(TypeParam(4).Run(90, job)), "CANCELLED: job 5: mine; 5 completed, 1 failed; 5 CANCELLED: mine");
}

TYPED_TEST_P(ProcessorContract, AStopBeforehandKeepsEverythingBack) {
  std::stop_source source;
  source.request_stop();
  Options options;
  options.stop = source.get_token();
  int calls = 0;
  options.progress = [&](const Progress&) { ++calls; };
  EXPECT_EQ(this->Text(TypeParam(4).Run(
                90, [](size_t) { ADD_FAILURE(); }, options)),
            "CANCELLED: a stop was requested: of 90 jobs the first 0 have run. Begin there to go on; 0 completed, 0 "
            "failed");
  EXPECT_EQ(calls, 0);
}

TYPED_TEST_P(ProcessorContract, AStopFromAJobKeepsTheRestBackAndTheErrorsAreThere) {
  TypeParam processor(4);
  std::stop_source source;
  Options options = this->Collecting();
  options.stop = source.get_token();
  std::vector<std::atomic<bool>> ran(200'000);
  const Report report = processor.Run(
      ran.size(),
      [&](size_t i) {
        ran[i] = true;
        if (i == 100) source.request_stop();
        while (i > 1000 && !source.stop_requested()) std::this_thread::yield();
        return i == 100 ? absl::AbortedError("last") : absl::OkStatus();
      },
      options);
  EXPECT_EQ(report.status.code(), absl::StatusCode::kCancelled);
  ASSERT_LT(report.completed, ran.size());
  EXPECT_FALSE(ran[report.completed]);
  for (size_t i = 0; i < report.completed; ++i) ASSERT_TRUE(ran[i]);
  ASSERT_EQ(report.errors.size(), 1u);
  EXPECT_EQ(report.errors[0].job, 100u);
}

TYPED_TEST_P(ProcessorContract, ProgressGrowsNeverOverlapsAndEndsWithAll) {
  TypeParam processor(4);
  for (const size_t jobs : {1, 60, 20'000}) {
    Options options = this->Collecting();
    std::atomic<bool> inside = false, overlaps = false;
    std::vector<Progress> seen;
    options.progress = [&](const Progress& progress) {
      if (inside.exchange(true)) overlaps = true;
      seen.push_back(progress);
      inside = false;
    };
    const auto job = [](size_t i) { return i % 2 == 0 ? absl::OkStatus() : absl::UnknownError(""); };
    processor.Run(jobs, job, options);
    EXPECT_FALSE(overlaps);
    ASSERT_FALSE(seen.empty());
    for (size_t i = 0; i < seen.size(); ++i) {
      EXPECT_LT(i == 0 ? 0 : seen[i - 1].done, seen[i].done);
      EXPECT_LE(seen[i].failed, seen[i].done);
      EXPECT_EQ(seen[i].jobs, jobs);
    }
    EXPECT_EQ(seen.back().done, jobs);
    EXPECT_EQ(seen.back().failed, jobs / 2);
  }
}

TYPED_TEST_P(ProcessorContract, WhatProgressThrowsEndsTheRunAndLeavesIt) {
  TypeParam processor(4);
  std::vector<std::atomic<bool>> ran(1'000'000);
  Options options = this->Collecting();
  options.progress = [](const Progress&) { throw std::length_error("no more room"); };
  const auto job = [&](size_t i) { ran[i] = true; };
  EXPECT_THROW(processor.Run(100, job, options), std::length_error) << "at the end, if not before";
  options.progress = [&](const Progress& progress) {
    if (progress.done < progress.jobs) throw std::length_error("no more room");
  };
  const auto slow_job = [&](size_t i) {
    ran[i] = true;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  EXPECT_THROW(processor.Run(ran.size(), slow_job, options), std::length_error);
  EXPECT_FALSE(ran.back()) << "the others go no further";
  EXPECT_EQ(this->Text(processor.Run(100, job)), "OK; 100 completed, 0 failed");
}

TYPED_TEST_P(ProcessorContract, RunsMayBeNestedAndSeveralAtOnce) {
  TypeParam processor(3);
  std::atomic<int> leaves = 0;
  const auto inner = [&](size_t) { ++leaves; };
  const auto middle = [&](size_t i) { return processor.Run(i, inner).status; };
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 3; ++caller) {
      callers.emplace_back(
          [&] { EXPECT_TRUE(processor.Run(20, [&](size_t) { return processor.Run(10, middle).status; }).ok()); });
    }
  }
  EXPECT_EQ(leaves, 3 * 20 * 45);
}

TYPED_TEST_P(ProcessorContract, RandomRunsReportWhatALoopWould) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 100; ++round) {
    TypeParam processor(1 + random() % 5);
    const size_t jobs = random() % 2000;
    std::set<size_t> fails;
    for (size_t i = random() % 5; i > 0; --i) fails.insert(random() % 3000);
    fails.erase(fails.lower_bound(jobs), fails.end());
    Options options = this->Collecting(random() % 4);
    if (random() % 2 == 0) options.on_failure = OnFailure::kStop;
    options.batch_size = random() % 2 == 0 ? 0 : 1 + random() % 100;
    const Report report = processor.Run(
        jobs, [&](size_t i) { return fails.contains(i) ? absl::AbortedError("x") : absl::OkStatus(); }, options);

    const bool stops = options.on_failure == OnFailure::kStop && !fails.empty();
    EXPECT_EQ(report.ok(), fails.empty());
    EXPECT_EQ(report.completed, stops ? *fails.begin() : jobs) << "round " << round;
    EXPECT_EQ(report.failed, stops ? 1 : fails.size()) << "round " << round;
    std::vector<size_t> kept, want(fails.begin(), fails.end());
    for (const JobError& error : report.errors) kept.push_back(error.job);
    want.resize(std::min(want.size(), stops ? size_t{1} : options.most_errors));
    EXPECT_EQ(kept, want) << "round " << round;
  }
}

REGISTER_TYPED_TEST_SUITE_P(ProcessorContract, EveryJobRunsOnceWhateverTheSizes, AJobNeedNotReturnAnything,
                            CollectedErrorsStandInTheOrderOfTheirJobs, NoMoreErrorsAreKeptThanAskedForTheLowest,
                            AFailureStopsWhatComesAfterItAndIsTheLowest, AJobsOwnCancelledIsAFailureLikeAnyOther,
                            AStopBeforehandKeepsEverythingBack, AStopFromAJobKeepsTheRestBackAndTheErrorsAreThere,
                            ProgressGrowsNeverOverlapsAndEndsWithAll, WhatProgressThrowsEndsTheRunAndLeavesIt,
                            RunsMayBeNestedAndSeveralAtOnce, RandomRunsReportWhatALoopWould);

}  // namespace batch

#endif  // PAWL_IMPLS_BATCH_CONTRACT_H_
