// Real processes of //tools/runner:planted_bench, and shell scripts in the role of workers that misbehave. Time is
// never asserted, only counts, texts and structure.
#include "tools/runner/process_worker.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/process_worker_fixture.h"

namespace pawl {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsNan;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST_F(ProcessWorkerTest, TimingWorkersSayWhatTheyAreAndHaveNoCounter) {
  StartTiming();
  for (const char* fact : {"compiler", "library", "architecture", "optimized", "sanitized", "benchmark"}) {
    EXPECT_TRUE(worker_->Facts().contains(fact)) << fact;
  }
  EXPECT_EQ(worker_->Facts().at("counter"), "absent");
  Is(worker_->Count(Index("Spins"), 10).status(), absl::StatusCode::kFailedPrecondition, "not preloaded");
}

TEST_F(ProcessWorkerTest, EachTimingWorkerFindsTheFilesOfTheRunOnOtherPages) {
  const std::filesystem::path file = Options().scratch / "shared/input";
  std::filesystem::create_directory(file.parent_path());
  std::ofstream(file) << "input";
  const auto inode = [&] {
    struct stat status = {};
    EXPECT_EQ(stat(file.c_str(), &status), 0);
    return status.st_ino;
  };
  for (int i = 0; i < 2; ++i) {
    const ino_t before = inode();
    StartTiming();
    EXPECT_NE(inode(), before);
  }
  std::string text;
  std::ifstream(file) >> text;
  EXPECT_EQ(text, "input");
}

TEST_F(ProcessWorkerTest, ClocksFollowFromTheRegistration) {
  StartTiming();
  for (const WorkerCase& c : worker_->Cases()) {
    const bool wall = c.name == "OnTheWall/real_time" || c.name == "TimesItself/manual_time" ||
                      c.name == "InThreads/threads:2" || c.name == "planted/Helped/impl:baseline/blocks:3/real_time";
    EXPECT_EQ(c.clock, wall ? Clock::kWall : Clock::kCpu) << c.name;
  }
}

TEST_F(ProcessWorkerTest, SaysTheSizesOfRecordedTypes) {
  StartTiming();
  ASSERT_EQ(worker_->Sizes().size(), 1u);
  EXPECT_EQ(worker_->Sizes().front().name, "planted/TwoNumbers");
  EXPECT_EQ(worker_->Sizes().front().bytes, 16);
}

TEST_F(ProcessWorkerTest, ASizeThatIsNoNumberOfBytesIsNoResponse) {
  for (const char* bytes : {"x", "0", "-1", ""}) {
    const std::string list =
        "printf 'case\\tcpu\\tA\\nsizeof\\t" + std::string(bytes) + "\\tT\\nend\\n' >&4; sleep 10\n";
    Is(Start(WorkerKind::kTiming, Script("printf 'hello\\t4\\n' >&4; read -r l <&3\n" + list)),
       absl::StatusCode::kAborted, "no response");
  }
}

TEST_F(ProcessWorkerTest, RunsExactlyNIterationsAndItsWarmUp) {
  StartTiming();
  int64_t expected = 0;
  for (const int64_t n : {1, 7, 1000, 65536}) {
    EXPECT_EQ(IterationsOf("Spins", n), n);
    expected += n;
  }
  EXPECT_EQ(Run("Spins", 100, 25)->iterations, 100);
  EXPECT_EQ(worker_->Run(Index("Spins"), 10, 0, 4080)->iterations, 10);
  expected += 125 + 10;
  EXPECT_EQ(**worker_->Answer(Index("Spins")), std::to_string(expected));
}

TEST_F(ProcessWorkerTest, SpecialRegistrationsKeepTheirMeaning) {
  StartTiming();
  EXPECT_EQ(IterationsOf("FixedIterations/iterations:5", 1000), 5);
  EXPECT_EQ(IterationsOf("Repeats/repeats:2", 10), 20);
  EXPECT_EQ(IterationsOf("InThreads/threads:2", 10), 20);
  EXPECT_EQ(IterationsOf("OnTheWall/real_time", 10), 10);
  EXPECT_EQ(IterationsOf("Pauses", 10), 10);
  EXPECT_EQ(IterationsOf("Prepared/HoldsItsArgument/ints:8", 10), 10);
  EXPECT_EQ(IterationsOf("Prepared/HoldsItsArgument/ints:64", 10), 10);
  EXPECT_NEAR(Run("TimesItself/manual_time", 10)->time_ns, 10e6, 1) << "what the benchmark itself said";
}

TEST_F(ProcessWorkerTest, NamesAreNoPatterns) {
  StartTiming();
  for (const char* name : {"Template<int>", R"(a.c(+)*[x]{2}|^$\d?)", R"(abc(+)*[x]{2}|^$\d?)"}) {
    EXPECT_EQ(IterationsOf(name, 3), 3) << name;
  }
}

TEST_F(ProcessWorkerTest, AnswersComeByteForByte) {
  StartTiming();
  EXPECT_EQ(**worker_->Answer(Index("planted/SevenBlocks/impl:wordy/start_up:1000")), "1000\tblocks\nin \\ all");
  EXPECT_EQ(**worker_->Answer(Index("planted/Helped/impl:baseline/blocks:3/real_time")), "3") << "by its whole name";
  EXPECT_EQ(*worker_->Answer(Index("Pauses")), std::nullopt);
}

TEST_F(ProcessWorkerTest, WhatABenchmarkPrintsIsNoResponse) {
  StartTiming();
  EXPECT_EQ(IterationsOf("PrintsALot", 3), 3);
  EXPECT_EQ(IterationsOf("Spins", 5), 5);
}

TEST_F(ProcessWorkerTest, WhatABenchmarkWritesIntoTheResultsStreamIsItsErrorAndNoResponse) {
  StartTiming();
  Is(Run("ForgesAResponse", 3).status(), absl::StatusCode::kFailedPrecondition,
     "the benchmark wrote 36 bytes into the results stream (descriptor 4)");
  EXPECT_EQ(IterationsOf("Spins", 5), 5) << "no later answer is shifted";
  Is(Run("ForgesAResponse", 1).status(), absl::StatusCode::kFailedPrecondition, "wrote 12 bytes");
}

TEST_F(ProcessWorkerTest, PinningAndUnpinningLeaveItWorking) {
  StartTiming();
  worker_->PinTo(0);
  EXPECT_EQ(IterationsOf("Spins", 5), 5);
  worker_->PinTo(std::nullopt);
  EXPECT_EQ(IterationsOf("InThreads/threads:2", 5), 10);
}

TEST_F(ProcessWorkerTest, SevenBlocksOfSixtyFourBytesAreCountedAsThatWhateverTheStartUp) {
  if (!StartCounting()) return;
  EXPECT_EQ(worker_->Facts().at("counter"), "present");
  for (const char* name :
       {"planted/SevenBlocks/impl:baseline/start_up:0", "planted/SevenBlocks/impl:wordy/start_up:1000"}) {
    for (const int64_t n : {1, 64, 128}) {  // the first call builds the fixture, outside the loop
      const AllocationCount count = Count(name, n);
      EXPECT_EQ(count.iterations, n);
      EXPECT_EQ(count.allocations, 7 * n);
      EXPECT_EQ(count.temporary_allocations, 3 * n) << "among the seven";
      EXPECT_EQ(count.allocated_bytes, 448 * n);
      EXPECT_EQ(count.grown_bytes, 0);
      EXPECT_GE(count.peak_bytes, 5 * 64) << "four are held while one of the others lives";
      EXPECT_LE(count.peak_bytes, 5 * (64 + 16)) << "rounded by the allocator, not by more";
    }
  }
}

TEST_F(ProcessWorkerTest, OneLeakedBytePerIterationGrows) {
  if (!StartCounting()) return;
  const int64_t once = Count("LeaksAByte", 64).grown_bytes;
  const int64_t twice = Count("LeaksAByte", 128).grown_bytes;
  EXPECT_GE(once, 64);
  // Among 64 blocks may be a few of the next size, which the worker's start has left in the heap.
  EXPECT_NEAR(static_cast<double>(twice), 2.0 * static_cast<double>(once), 64);
}

TEST_F(ProcessWorkerTest, TheWholeMallocFamilyIsCounted) {
  if (!StartCounting()) return;
  const AllocationCount count = Count("CLibraryBlocks", 10);
  EXPECT_EQ(count.allocations, 70);
  EXPECT_EQ(count.temporary_allocations, 10) << "what realloc frees at once";
  EXPECT_EQ(count.allocated_bytes, 2540);
  EXPECT_EQ(count.grown_bytes, 0);
  const AllocationCount failing = Count("ReallocFails", 10);
  EXPECT_EQ(failing.allocations, 10);
  EXPECT_EQ(failing.allocated_bytes, 1000);
  EXPECT_EQ(failing.grown_bytes, 0);
}

TEST_F(ProcessWorkerTest, OnlyTheLoopIsCountedButAllOfIt) {
  if (!StartCounting()) return;
  const AllocationCount beside = Count("AllocatesBesideTheLoop", 10);
  EXPECT_EQ(beside.allocations, 0);
  EXPECT_EQ(beside.peak_bytes, 0);
  EXPECT_EQ(beside.grown_bytes, 0);
  EXPECT_EQ(Count("Pauses", 10).allocations, 10) << "paused regions are part of the loop";
  EXPECT_EQ(Count("InThreads/threads:2", 10).allocations, 20);
  EXPECT_EQ(Count("Prepared/HoldsItsArgument/ints:64", 10).allocated_bytes, 10 * 64 * 4);
  const AllocationCount other_thread = Count("AllocatesInAnotherThread", 10);
  EXPECT_GE(other_thread.allocations, 10);
  EXPECT_GE(other_thread.allocated_bytes, 30'000);
}

TEST_F(ProcessWorkerTest, OneCasesHeapDoesNotChangeAnothersCounts) {
  if (!StartCounting()) return;
  const std::string seven = "planted/SevenBlocks/impl:baseline/start_up:0";
  const int64_t first_peak = Count(seven, 64).peak_bytes;
  Count("LeaksAByte", 10'000);
  EXPECT_EQ(Count(seven, 64).peak_bytes, first_peak);
}

TEST_F(ProcessWorkerTest, AMissingCounterIsAbsent) {
  ProcessWorkerOptions options = Options();
  options.counter = scratch_ / "no_such_counter.so";
  ASSERT_EQ(Start(WorkerKind::kCounting, options), absl::OkStatus());
  EXPECT_EQ(worker_->Facts().at("counter"), "absent");
}

TEST_F(ProcessWorkerTest, ASkippedCaseFailsAndTheWorkerLivesOn) {
  StartTiming();
  Is(Run("SkipsItself", 10).status(), absl::StatusCode::kFailedPrecondition,
     "the benchmark skipped itself: the input\tis\nmissing");
  EXPECT_EQ(IterationsOf("Spins", 5), 5);
}

TEST_F(ProcessWorkerTest, ACrashNamesItsSignalAndEveryLaterCallFailsAlike) {
  StartTiming();
  EXPECT_EQ(IterationsOf("Segfaults", 10), 10);
  const size_t spins = Index("Spins");
  Is(Run("Segfaults", 1).status(), absl::StatusCode::kAborted, "killed by SIGSEGV (Segmentation fault)");
  Is(worker_->Run(spins, 1, 0, 0).status(), absl::StatusCode::kAborted, "gone");
  Is(worker_->Answer(spins).status(), absl::StatusCode::kAborted, "gone");
  worker_->PinTo(0);
}

TEST_F(ProcessWorkerTest, AnAbortShowsWhatTheWorkerLastPrinted) {
  StartTiming();
  const absl::Status status = Run("Aborts", 100).status();
  Is(status, absl::StatusCode::kAborted, "killed by SIGABRT (Aborted)");
  Is(status, absl::StatusCode::kAborted, "it last printed:\nplanted: the invariant does not hold");
}

TEST_F(ProcessWorkerTest, AQuietExitIsAnErrorWithItsStatus) {
  StartTiming();
  Is(Run("ExitsQuietly", 100).status(), absl::StatusCode::kAborted, "exited with status 0");
}

TEST_F(ProcessWorkerTest, AHangEndsAtTheTimeOut) {
  ProcessWorkerOptions options = Options();
  options.timeout_s = 1;
  ASSERT_EQ(Start(WorkerKind::kTiming, options), absl::OkStatus());
  Is(Run("Hangs", 100).status(), absl::StatusCode::kAborted, "gave no answer for 1 s and was killed");
}

TEST_F(ProcessWorkerTest, BytesWithoutEndEndAtTheTimeOut) {
  ProcessWorkerOptions options = Script("while :; do printf 'hello hello hello ' >&4; done\n");
  options.timeout_s = 1;
  Is(Start(WorkerKind::kTiming, options), absl::StatusCode::kAborted, "gave no answer for 1 s and was killed");
}

TEST_F(ProcessWorkerTest, ALineLongerThanAnyResponseEndsTheWorker) {
  Is(Start(WorkerKind::kTiming, Script("tr '\\0' x </dev/zero >&4\n")), absl::StatusCode::kAborted,
     "bytes without a newline and was killed");
}

TEST_F(ProcessWorkerTest, ABinaryThatIsNoWorkerIsRefused) {
  for (const char* binary : {"/bin/true", "/bin/cat"}) {
    ProcessWorkerOptions options = Options();
    options.binary = binary;
    Is(Start(WorkerKind::kTiming, options), absl::StatusCode::kAborted, kNoWorker);
  }
  Is(Start(WorkerKind::kTiming, Script("echo good morning >&4\nsleep 10\n")), absl::StatusCode::kAborted, kNoWorker);
  Is(Start(WorkerKind::kTiming, Script("echo no configuration file; exit 3\n")), absl::StatusCode::kAborted,
     "exited with status 3; it last printed:\nno configuration file");
}

TEST_F(ProcessWorkerTest, ABinaryThatCannotBeStartedIsNamed) {
  ProcessWorkerOptions options = Options();
  options.binary = scratch_ / "missing";
  Is(Start(WorkerKind::kTiming, options), absl::StatusCode::kNotFound, "missing");
  options = Script("exit 0\n");
  std::filesystem::permissions(options.binary, std::filesystem::perms::owner_read);
  const absl::Status status = Start(WorkerKind::kTiming, options);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot start"));
}

TEST_F(ProcessWorkerTest, AnotherProtocolIsRefused) {
  Is(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t99\n' >&4; sleep 10)")), absl::StatusCode::kAborted,
     "speaks protocol 99, this runner 1 to 4: rebuild the benchmark");
  Is(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t0\n' >&4; sleep 10)")), absl::StatusCode::kAborted,
     "speaks protocol 0, this runner 1 to 4");
}

TEST_F(ProcessWorkerTest, CountersArriveWhateverTheirNamesAndValues) {
  StartTiming();
  const absl::StatusOr<Slice> slice = Run("Counts", 1000);
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_THAT(slice->counters,
              UnorderedElementsAre(Pair("plain", 3), Pair("per_iteration", 2), Pair("a=b\tc", 0.1),
                                   Pair("nan", IsNan()), Pair("infinite", -std::numeric_limits<double>::infinity())));
  const absl::StatusOr<Slice> none = Run("Spins", 10);
  ASSERT_TRUE(none.ok());
  EXPECT_THAT(none->counters, IsEmpty());
}

TEST_F(ProcessWorkerTest, AWorkerOfTheFirstProtocolStillServesSlices) {
  ASSERT_EQ(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t1\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4
while read -r l <&3; do printf 'slice\t7\t8.5\t9\n' >&4; done)")),
            absl::OkStatus());
  const absl::StatusOr<Slice> slice = worker_->Run(0, 7, 0, 0);
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_EQ(slice->iterations, 7);
  EXPECT_EQ(slice->time_ns, 8.5);
  EXPECT_THAT(slice->counters, IsEmpty());
}

TEST_F(ProcessWorkerTest, ACounterThatIsNoNumberIsNoResponse) {
  for (const char* field : {"x=", "x=1y", "x"}) {
    ASSERT_EQ(Start(WorkerKind::kTiming, Script(std::string(R"(printf 'hello\t2\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4
read -r l <&3; printf 'slice\t1\t1\t1\t)") + field +
                                                R"(\n' >&4; sleep 10)")),
              absl::OkStatus());
    Is(worker_->Run(0, 1, 0, 0).status(), absl::StatusCode::kAborted, "text that is no response");
  }
}

TEST_F(ProcessWorkerTest, TextThatIsNoResponseEndsTheWorkerForGood) {
  ASSERT_EQ(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t1\tfact=a=b\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4
while read -r l <&3; do printf 'slice\t1\tsoon\t1\n' >&4; done)")),
            absl::OkStatus());
  EXPECT_EQ(worker_->Facts().at("fact"), "a=b");
  Is(worker_->Run(0, 1, 0, 0).status(), absl::StatusCode::kAborted, "text that is no response: \"slice 1 soon 1\"");
  Is(worker_->Run(0, 1, 0, 0).status(), absl::StatusCode::kAborted, "");
}

TEST_F(ProcessWorkerTest, AnOlderWorkerDoesNotSayHowManyAllocationsWereTemporary) {
  ASSERT_EQ(Start(WorkerKind::kTiming, Script(R"(printf 'hello\t1\tx=1\n' >&4; read -r l <&3
printf 'case\tcpu\ta\nend\n' >&4; read -r l <&3; printf 'counted\t1\t7\t448\t320\t0\n' >&4
read -r l <&3; printf 'counted\t1\t7\t448\t320\t0\tthree\n' >&4; read -r l <&3)")),
            absl::OkStatus());
  const AllocationCount count = Count("a", 1);
  EXPECT_EQ(count.allocations, 7);
  EXPECT_EQ(count.temporary_allocations, std::nullopt);
  Is(worker_->Count(0, 1).status(), absl::StatusCode::kAborted, "text that is no response");
}

TEST_F(ProcessWorkerTest, AWorkerThatClosesItsPipeAndLivesOnIsKilled) {
  Is(Start(WorkerKind::kTiming, Script("exec 4>&-; sleep 10\n")), absl::StatusCode::kAborted,
     "closed its pipe without ending and was killed");
}

TEST_F(ProcessWorkerTest, ASignalWithoutANameIsNumbered) {
  Is(Start(WorkerKind::kTiming, Script("kill -36 $$\n")), absl::StatusCode::kAborted, "was killed by signal 36");
}

TEST_F(ProcessWorkerTest, WorkersGetFixedThresholdsOfMallocAndThisProcesssOwnTunables) {
  const ProcessWorkerOptions says = Script(R"(printf 'hello\t1\ttunables=%s\n' "$GLIBC_TUNABLES" >&4; read -r l <&3
printf 'end\n' >&4)");
  unsetenv("GLIBC_TUNABLES");
  ASSERT_EQ(Start(WorkerKind::kTiming, says), absl::OkStatus());
  EXPECT_EQ(worker_->Facts().at("tunables"),
            "glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=67108864");
  setenv("GLIBC_TUNABLES", "glibc.malloc.perturb=1", 1);
  ASSERT_EQ(Start(WorkerKind::kTiming, says), absl::OkStatus());
  EXPECT_THAT(worker_->Facts().at("tunables"), EndsWith("trim_threshold=67108864:glibc.malloc.perturb=1"));
  unsetenv("GLIBC_TUNABLES");
}

TEST_F(ProcessWorkerTest, WorkersGetTheirFoldersByTheEnvironment) {
  ASSERT_EQ(Start(WorkerKind::kTiming,
                  Script(R"(printf 'hello\t1\ttmp=%s\tshared=%s\n' "$TMPDIR" "$PAWL_RUN_SCRATCH" >&4; read -r l <&3
printf 'end\n' >&4)")),
            absl::OkStatus());
  EXPECT_EQ(worker_->Facts().at("tmp"), (scratch_ / "workers").string());
  EXPECT_TRUE(std::filesystem::is_directory(worker_->Facts().at("shared")));
  EXPECT_THAT(worker_->Cases(), IsEmpty());
}

}  // namespace
}  // namespace pawl
