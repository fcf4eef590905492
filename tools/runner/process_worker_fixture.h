#ifndef PAWL_TOOLS_RUNNER_PROCESS_WORKER_FIXTURE_H_
#define PAWL_TOOLS_RUNNER_PROCESS_WORKER_FIXTURE_H_

// Real processes of //tools/runner:planted_bench, and shell scripts in the role of workers that misbehave.
#include <sys/resource.h>
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
#include "tools/runner/process_worker.h"

namespace pawl {

inline constexpr char kBench[] = "tools/runner/planted_bench";
inline constexpr char kCounter[] = "tools/worker/liballocation_counter.so";
inline constexpr char kNoWorker[] = "the binary did not greet as a worker: link it with //tools/worker";

inline bool Is(const absl::Status& status, absl::StatusCode code, const std::string& text) {
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(text));
  return status.code() == code;
}

class ProcessWorkerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    scratch_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(scratch_);
    std::filesystem::create_directories(scratch_ / "workers");
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
  }

  // Whatever a test did, nothing of its workers may be left.
  void TearDown() override {
    worker_.reset();
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a worker process outlives its Worker";
    EXPECT_EQ(errno, ECHILD);
    for (const auto& entry : std::filesystem::directory_iterator(scratch_ / "workers")) {
      const std::string name = entry.path().filename().string();
      EXPECT_TRUE(name == "worker.log" || name == "shared") << name << " is left behind";
    }
  }

  ProcessWorkerOptions Options() const {
    return {.binary = kBench, .counter = kCounter, .scratch = scratch_ / "workers", .timeout_s = 50};
  }

  absl::Status Start(WorkerKind kind, const ProcessWorkerOptions& options) {
    worker_.reset();
    absl::StatusOr<std::unique_ptr<Worker>> worker = NewProcessWorkerFactory(options)->Start(kind);
    if (!worker.ok()) return worker.status();
    worker_ = *std::move(worker);
    return absl::OkStatus();
  }

  void StartTiming() { ASSERT_EQ(Start(WorkerKind::kTiming, Options()), absl::OkStatus()); }

  // Under a sanitizer the allocator is the sanitizer's: the counter can't be put in front of it. Returns whether a
  // counting worker runs; checks that it doesn't claim to count where it can't.
  bool StartCounting() {
    StartTiming();
    const bool sanitized = worker_->Facts().at("sanitized") == "yes";
    const absl::Status status = Start(WorkerKind::kCounting, Options());
    if (sanitized) {
      EXPECT_TRUE(!status.ok() || worker_->Facts().at("counter") != "present");
      return false;
    }
    EXPECT_EQ(status, absl::OkStatus());
    return status.ok();
  }

  size_t Index(const std::string& name) {
    for (size_t i = 0; i < worker_->Cases().size(); ++i) {
      if (worker_->Cases()[i].name == name) return i;
    }
    ADD_FAILURE() << "no case " << name;
    return 0;
  }

  absl::StatusOr<Slice> Run(const std::string& name, int64_t n, int64_t warm_up = 0) {
    return worker_->Run(Index(name), n, warm_up, 0);
  }

  int64_t IterationsOf(const std::string& name, int64_t n) {
    const absl::StatusOr<Slice> slice = Run(name, n);
    EXPECT_TRUE(slice.ok()) << slice.status();
    return slice.ok() ? slice->iterations : -1;
  }

  AllocationCount Count(const std::string& name, int64_t n) {
    const absl::StatusOr<AllocationCount> count = worker_->Count(Index(name), n);
    EXPECT_TRUE(count.ok()) << name << ": " << count.status();
    return count.value_or(AllocationCount{});
  }

  // A binary that is a shell script: descriptor 3 has its requests, 4 takes its responses.
  ProcessWorkerOptions Script(const std::string& text) const {
    const std::filesystem::path script = scratch_ / "script";
    std::ofstream(script) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    ProcessWorkerOptions options = Options();
    options.binary = script;
    return options;
  }

  std::filesystem::path scratch_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_PROCESS_WORKER_FIXTURE_H_
