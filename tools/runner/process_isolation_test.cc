// What a copy of a worker serves, and how it ends.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/process_worker_fixture.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

TEST_F(ProcessWorkerTest, WhatWasDoneInIsolationIsUndone) {
  StartTiming();
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
    EXPECT_EQ(IterationsOf("Spins", 10), 10);
    const auto answer = worker_->Answer(Index("Spins"));
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(*answer, "10") << "only those of this copy";
    Is(worker_->Isolate(), absl::StatusCode::kFailedPrecondition, "a copy serves already");
    ASSERT_EQ(worker_->Release(), absl::OkStatus());
  }
  Is(worker_->Release(), absl::StatusCode::kFailedPrecondition, "no copy serves");
  EXPECT_EQ(**worker_->Answer(Index("Spins")), "0");
}

TEST_F(ProcessWorkerTest, AnIsolatedCaseIsCounted) {
  if (!StartCounting()) return;
  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  const AllocationCount count = Count("planted/SevenBlocks/impl:baseline/start_up:0", 10);
  EXPECT_EQ(count.allocations, 70);
  EXPECT_GT(count.time_ns, 0);
  EXPECT_EQ(worker_->Release(), absl::OkStatus());
}

TEST_F(ProcessWorkerTest, ACrashInIsolationIsTheWorkersOwn) {
  StartTiming();
  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  const absl::Status crashed = Run("Segfaults", 1000).status();
  EXPECT_EQ(crashed.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(crashed.message()), ::testing::AnyOf(HasSubstr("SIGSEGV"), HasSubstr("AddressSanitizer")));
  EXPECT_EQ(worker_->Release().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(worker_->Isolate().code(), absl::StatusCode::kAborted);

  StartTiming();
  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  Is(Run("ExitsQuietly", 1000).status(), absl::StatusCode::kAborted, "exited with status 0");
}

TEST_F(ProcessWorkerTest, AHangInIsolationEndsWithTheWorker) {
  ProcessWorkerOptions options = Options();
  options.timeout_s = 1;
  ASSERT_EQ(Start(WorkerKind::kTiming, options), absl::OkStatus());
  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  Is(Run("Hangs", 1000).status(), absl::StatusCode::kAborted, "gave no answer for 1 s and was killed");
}

TEST_F(ProcessWorkerTest, AnOlderWorkerIsNotIsolatedAndServes) {
  ASSERT_EQ(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t3\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4; read -r l <&3; printf 'slice\t5\t50\t60\n' >&4)")),
            absl::OkStatus());
  Is(worker_->Isolate(), absl::StatusCode::kFailedPrecondition, "speaks protocol 3, which isolates nothing");
  EXPECT_EQ(Run("A", 5)->iterations, 5);
}

}  // namespace
}  // namespace pawl
