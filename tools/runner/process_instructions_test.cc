// Instructions counted by the real valgrind, and by scripts in its place that go wrong.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr char kBench[] = "tools/runner/planted_bench";

class InstructionsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    scratch_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(scratch_);
    std::filesystem::create_directories(scratch_ / "workers");
    path_ = std::getenv("PATH");
  }

  // Whatever a test did, nothing of its workers may be left.
  void TearDown() override {
    worker_.reset();
    setenv("PATH", path_.c_str(), 1);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a worker process outlives its Worker";
    EXPECT_EQ(errno, ECHILD);
    for (const auto& entry : std::filesystem::directory_iterator(scratch_ / "workers")) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "worker.log" || name == "shared") << name << " is left behind";
    }
  }

  absl::Status Start(const std::filesystem::path& binary = kBench) {
    worker_.reset();
    ProcessWorkerOptions options{.binary = binary, .counter = "", .scratch = scratch_ / "workers", .timeout_s = 50};
    auto worker = NewProcessWorkerFactory(options)->Start(WorkerKind::kInstructions);
    if (!worker.ok()) return worker.status();
    worker_ = *std::move(worker);
    return absl::OkStatus();
  }

  // A sanitizer and valgrind cannot both own a process. Returns whether there is a worker.
  bool StartOrIsSanitized() {
    const ProcessWorkerOptions options{
        .binary = kBench, .counter = "", .scratch = scratch_ / "workers", .timeout_s = 50};
    const auto timing = NewProcessWorkerFactory(options)->Start(WorkerKind::kTiming);
    if (!timing.ok() || (*timing)->Facts().at("sanitized") == "yes") {
      EXPECT_TRUE(timing.ok()) << timing.status();
      return false;
    }
    timed_ = (*timing)->Facts();
    const absl::Status status = Start();
    EXPECT_TRUE(status.ok()) << status;
    return status.ok();
  }

  size_t Index(const std::string& name) {
    for (size_t i = 0; i < worker_->Cases().size(); ++i) {
      if (worker_->Cases()[i].name == name) return i;
    }
    ADD_FAILURE() << "no case " << name;
    return 0;
  }

  InstructionCount Count(const std::string& name, int64_t n) {
    const auto count = worker_->CountInstructions(Index(name), n);
    EXPECT_TRUE(count.ok()) << name << ": " << count.status();
    return count.value_or(InstructionCount{});
  }

  // By n = 64 and 2n = 128 iterations, after one that warms up.
  double PerIteration(const std::string& name) {
    Count(name, 1);
    const InstructionCount once = Count(name, 64);
    const InstructionCount twice = Count(name, 128);
    EXPECT_GT(twice.iterations, once.iterations);
    return static_cast<double>(twice.instructions - once.instructions) /
           static_cast<double>(twice.iterations - once.iterations);
  }

  // Puts a shell script in the place of valgrind. It says the version 3.19.0, then runs `text` with the pattern of dump
  // files in $out.
  void PretendValgrind(const std::string& text, const std::string& version = "valgrind-3.19.0") {
    const std::filesystem::path script = scratch_ / "valgrind";
    std::ofstream(script) << "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '" << version << "'; exit 0; fi\n"
                          << "for a in \"$@\"; do case $a in --callgrind-out-file=*) out=${a#*=};; esac; done\n"
                          << text;
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    setenv("PATH", (scratch_.string() + ":" + path_).c_str(), 1);
  }

  // A valgrind whose worker has one case A, sees 2 instructions in each round of the control loop, and then does `text`
  // for each request about A.
  void PretendWorker(const std::string& text) {
    PretendValgrind(R"(printf 'hello\t3\tvalgrind=yes\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4
dump() { printf 'events: Ir\nfn=f\n0 %s\ntotals: %s\n' "$2" "$2" >"$out.$1"; }
read -r l <&3; dump 1 2000; printf 'instructed\t1000\t1\t1\n' >&4
read -r l <&3; dump 2 4000; printf 'instructed\t2000\t2\t2\n' >&4
while read -r l <&3; do )" +
                    text + "; done\n");
  }

  void ExpectCount(absl::StatusCode code, const std::string& text) {
    ASSERT_EQ(Start(), absl::OkStatus());
    const auto count = worker_->CountInstructions(0, 7);
    EXPECT_EQ(count.status().code(), code) << count.status();
    EXPECT_THAT(std::string(count.status().message()), HasSubstr(text));
  }

  std::filesystem::path scratch_;
  std::string path_;
  std::map<std::string, std::string> timed_;
  std::unique_ptr<Worker> worker_;
};

TEST_F(InstructionsTest, AKnownLoopIsCountedToTheInstructionAndOnePercentMoreIsSeen) {
  if (!StartOrIsSanitized()) return;
  const double steps = PerIteration("Steps/ten_thousand");
  const double more = PerIteration("Steps/one_percent_more");
  EXPECT_GE(steps, 20'000);
  EXPECT_LE(steps, 100'000);
#if defined(__x86_64__)
  EXPECT_EQ(more - steps, 200) << "two instructions a step";
#endif
  EXPECT_NEAR(more / steps, 1.01, 0.001);
}

TEST_F(InstructionsTest, StartUpChangesNothing) {
  if (!StartOrIsSanitized()) return;
  const double steps = PerIteration("Steps/ten_thousand");
  EXPECT_NEAR(PerIteration("StartsUpForLong"), steps, 2) << "the same loop behind 100,000 steps of set-up";
}

TEST_F(InstructionsTest, EveryProcessCountsTheSameWhateverItsEnvironmentAndFolders) {
  if (!StartOrIsSanitized()) return;
  const std::vector<std::string> names = {"planted/SevenBlocks/impl:wordy/start_up:1000", "Copies", "CLibraryBlocks"};
  std::vector<double> first;
  for (const std::string& name : names) first.push_back(PerIteration(name));
  const std::filesystem::path there = std::filesystem::current_path();
  const std::filesystem::path bench = there / kBench;
  for (const size_t bytes : {16, 1111, 2100, 3100}) {
    setenv("PAWL_TEST_PADDING", std::string(bytes, 'x').c_str(), 1);
    // Another length of every path, too.
    const std::filesystem::path elsewhere = scratch_ / std::string(bytes % 200 + 1, 'd');
    std::filesystem::create_directories(elsewhere);
    std::filesystem::current_path(elsewhere);
    scratch_ = elsewhere;
    std::filesystem::create_directories(scratch_ / "workers");
    ASSERT_EQ(Start(bench), absl::OkStatus());
    for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(PerIteration(names[i]), first[i]) << names[i] << " " << bytes;
    std::filesystem::current_path(there);
  }
  unsetenv("PAWL_TEST_PADDING");
}

TEST_F(InstructionsTest, WhatAnotherCaseLeftInTheProcessMovesNoCountOfAnIsolatedOne) {
  if (!StartOrIsSanitized()) return;
  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  const double alone = PerIteration("PaysForWhatWasLeft");
  ASSERT_EQ(worker_->Release(), absl::OkStatus());

  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  ASSERT_TRUE(worker_->Run(Index("LeavesSomethingBehind"), 1, 0, 0).ok());
  EXPECT_GT(PerIteration("PaysForWhatWasLeft"), alone) << "it is seen in the copy that it was left in";
  ASSERT_EQ(worker_->Release(), absl::OkStatus());

  ASSERT_EQ(worker_->Isolate(), absl::OkStatus());
  EXPECT_EQ(PerIteration("PaysForWhatWasLeft"), alone);
  ASSERT_EQ(worker_->Release(), absl::OkStatus());
}

TEST_F(InstructionsTest, FunctionsAddUpAndTheDearestIsNamed) {
  if (!StartOrIsSanitized()) return;
  Count("CLibraryBlocks", 1);
  const InstructionCount count = Count("CLibraryBlocks", 64);
  EXPECT_EQ(count.iterations, 64);
  int64_t sum = 0;
  for (const auto& [name, cost] : count.by_function) sum += cost;
  EXPECT_EQ(sum, count.instructions);
  EXPECT_TRUE(count.by_function.contains("malloc"));
}

TEST_F(InstructionsTest, SpecialRegistrationsKeepTheirMeaning) {
  if (!StartOrIsSanitized()) return;
  EXPECT_EQ(Count("FixedIterations/iterations:5", 64).iterations, 5);
  EXPECT_EQ(Count("Repeats/repeats:2", 10).iterations, 20) << "two loops, two dumps";
  EXPECT_EQ(Count("InThreads/threads:2", 10).iterations, 20);
  const auto skipped = worker_->CountInstructions(Index("SkipsItself"), 5);
  EXPECT_EQ(skipped.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(skipped.status().message()), HasSubstr("the benchmark skipped itself"));
  EXPECT_EQ(Count("Spins", 5).iterations, 5) << "the worker lives on";
}

TEST_F(InstructionsTest, TheWorkerSaysWhatItRunsOn) {
  if (!StartOrIsSanitized()) return;
  EXPECT_THAT(worker_->Facts().at("valgrind"), MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9A-Za-z.]+"));
  EXPECT_EQ(timed_.at("valgrind"), "no");
  EXPECT_NE(worker_->Facts().at("libraries"), timed_.at("libraries")) << "valgrind's own is among them";
#if defined(__x86_64__)
  EXPECT_THAT(worker_->Facts().at("instruction_set"), MatchesRegex("x86_64_v[1-4]"));
  EXPECT_LE(worker_->Facts().at("instruction_set"), timed_.at("instruction_set"));
#endif
}

TEST_F(InstructionsTest, ACrashUnderValgrindShowsTheLastWords) {
  if (!StartOrIsSanitized()) return;
  const auto count = worker_->CountInstructions(Index("Aborts"), 100);
  EXPECT_EQ(count.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(count.status().message()), HasSubstr("planted: the invariant does not hold"));
}

TEST_F(InstructionsTest, NoValgrindOnPathIsUnavailableWithTheRemedy) {
  setenv("PATH", scratch_.c_str(), 1);
  const absl::Status status = Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("valgrind is not installed (PATH is "));
  EXPECT_THAT(std::string(status.message()), HasSubstr("tools/setup, or apt-get install valgrind"));
}

TEST_F(InstructionsTest, AnOldOrUnknownValgrindIsUnavailable) {
  PretendValgrind("exit 1\n", "valgrind-3.14.0");
  absl::Status status = Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("is valgrind 3.14.0, which is older than 3.15"));
  PretendValgrind("exit 1\n", "good morning");
  status = Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("said \"good morning\", which is no version"));
}

TEST_F(InstructionsTest, AWorkerOfAnOlderProtocolIsUnavailable) {
  PretendValgrind("printf 'hello\\t2\\n' >&4; read -r l <&3; printf 'case\\tcpu\\tA\\nend\\n' >&4; read -r l <&3\n");
  const absl::Status status = Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("speaks protocol 2, which counts no instructions: rebuild"));
}

TEST_F(InstructionsTest, AValgrindThatDoesNotStartItsWorkerIsAnErrorWithItsLastWords) {
  PretendValgrind("echo 'valgrind: fatal: cannot map memory'; kill -9 $$\n");
  const absl::Status status = Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(status.message()), HasSubstr("killed by SIGKILL"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot map memory"));
}

TEST_F(InstructionsTest, AnInstrumentThatIsBlindFailsItsControl) {
  for (const char* seen : {"0", "1999", "30000"}) {
    PretendValgrind(std::string(R"(printf 'hello\t3\tvalgrind=yes\n' >&4; read -r l <&3
printf 'case\tcpu\tA\nend\n' >&4
read -r l <&3; printf 'events: Ir\ntotals: 0\n' >"$out.1"; printf 'instructed\t1000\t1\t1\n' >&4
read -r l <&3; printf 'events: Ir\nfn=f\n0 )") +
                    seen + "\\ntotals: " + seen +
                    R"(\n' >"$out.2"; printf 'instructed\t2000\t2\t2\n' >&4; read -r l <&3)");
    const absl::Status status = Start();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string("callgrind counted ") + seen + " instructions"));
  }
  PretendValgrind("printf 'hello\\t3\\tvalgrind=no\\n' >&4; read -r l <&3; printf 'end\\n' >&4; read -r l <&3\n");
  EXPECT_THAT(std::string(Start().message()), HasSubstr("does not see it"));
}

TEST_F(InstructionsTest, AMissingCutOffOrDamagedDumpIsNamedWithTheLastWords) {
  PretendWorker("echo 'callgrind: no space left'; printf 'instructed\\t7\\t3\\t3\\n' >&4");
  ExpectCount(absl::StatusCode::kDataLoss, "worker.000000.callgrind.3, which callgrind should have written, cannot be");
  PretendWorker("echo 'callgrind: no space left'; : >$out.3; printf 'instructed\\t7\\t3\\t3\\n' >&4");
  ExpectCount(absl::StatusCode::kDataLoss, "worker.000000.callgrind.3 is empty");
  PretendWorker("echo 'callgrind: no space left'; echo 'events: Ir' >$out.3; printf 'instructed\\t7\\t3\\t3\\n' >&4");
  ExpectCount(absl::StatusCode::kDataLoss,
              "callgrind.3:1: the file ends without its totals: it was cut off, or the disk");
  ExpectCount(absl::StatusCode::kDataLoss, "it last printed:\ncallgrind: no space left");
  PretendWorker("printf 'instructed\\t7\\t3\\t2\\n' >&4");
  ExpectCount(absl::StatusCode::kDataLoss, "callgrind dumped nothing: the measured loop never ran");
}

TEST_F(InstructionsTest, DumpsOfOneRequestAreAddedUpAndRemoved) {
  PretendWorker("dump 3 500; dump 4 70; printf 'instructed\\t7\\t3\\t4\\n' >&4");
  ASSERT_EQ(Start(), absl::OkStatus());
  const auto count = worker_->CountInstructions(0, 7);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(count->iterations, 7);
  EXPECT_EQ(count->instructions, 570);
  EXPECT_EQ(count->by_function.at("f"), 570);
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "workers/worker.000000.callgrind.3"));
}

TEST_F(InstructionsTest, AKilledProbeIsGoneAndNamesItsSignal) {
  PretendWorker("echo 'callgrind: out of memory'; kill -9 $$");
  ExpectCount(absl::StatusCode::kAborted, "was killed by SIGKILL (Killed); it last printed:\ncallgrind: out of memory");
}

}  // namespace
}  // namespace pawl
