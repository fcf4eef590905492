// What becomes of a worker whose driver is gone. Its end is waited for, never timed.
#include "tools/runner/child.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/worker/protocol.h"

namespace pawl {
namespace {

constexpr auto kTimeout = std::chrono::seconds(50);

// The index of a case in a worker's list; -1 if it has none.
int IndexOf(Child& worker, const std::string& name) {
  if (!worker.ReadLine(kTimeout).ok() || !worker.Write(FormatLine({"list"})).ok()) return -1;
  for (int index = 0;; ++index) {
    const absl::StatusOr<std::string> line = worker.ReadLine(kTimeout);
    if (!line.ok() || ParseLine(*line)[0] != "case") return -1;
    if (ParseLine(*line)[2] == name) return index;
  }
}

// A driver that is killed while its worker hangs in a benchmark; hands on the worker's number.
[[noreturn]] void Drive(int worker_number) {
  Child::Command command;
  command.argv = {"tools/runner/planted_bench", kWorkerFlag};
  command.log = ::testing::TempDir() + "/orphan.log";
  absl::StatusOr<Child> worker = Child::Start(command);
  if (!worker.ok()) _exit(1);
  const int hangs = IndexOf(*worker, "Hangs");
  const pid_t number = worker->pid();
  if (hangs < 0 || write(worker_number, &number, sizeof(number)) != sizeof(number)) _exit(1);
  if (!worker->Write(FormatLine({"run", std::to_string(hangs), "1000", "0", "0"})).ok()) _exit(1);
  raise(SIGKILL);
  _exit(1);
}

// The end of a shell script, with what it printed.
absl::Status FinishOf(const std::string& script, std::chrono::milliseconds timeout = kTimeout) {
  Child::Command command;
  command.argv = {"/bin/sh", "-c", script};
  command.name = "the script";
  command.log = ::testing::TempDir() + "/script.log";
  std::filesystem::remove(command.log);
  absl::StatusOr<Child> child = Child::Start(command);
  return child.ok() ? child->Finish(timeout) : child.status();
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(Child, APlainProgramIsWaitedForAndFinishesWell) {
  EXPECT_EQ(FinishOf("read -r line <&3; exec 3<&-; echo one >&4; echo two >&4; exit 0"), absl::OkStatus());
}

TEST(Child, APlainProgramThatDoesNotFinishWellIsAnErrorWithItsLastWords) {
  using ::testing::HasSubstr;
  EXPECT_EQ(Message(FinishOf("echo out of cheese; exit 3")),
            "the script exited with status 3; it last printed:\nout of cheese");
  EXPECT_THAT(Message(FinishOf("echo no space left >&2; kill -9 $$")),
              HasSubstr("the script was killed by SIGKILL (Killed); it last printed:\nno space left"));
  EXPECT_THAT(Message(FinishOf("sleep 100", std::chrono::milliseconds(1))), HasSubstr("and was killed"));
}

TEST(Child, AFileIsItsInputAndAnotherItsOutput) {
  Child::Command command;
  command.argv = {"/bin/sh", "-c", "echo beside >&2; cat"};
  command.input = ::testing::TempDir() + "/input";
  command.output = ::testing::TempDir() + "/output";
  command.log = ::testing::TempDir() + "/cat.log";
  std::ofstream(command.input) << "text";
  std::ofstream(command.output) << "something longer that was there before";
  absl::StatusOr<Child> child = Child::Start(command);
  ASSERT_EQ(child.status(), absl::OkStatus());
  ASSERT_EQ(child->Finish(kTimeout), absl::OkStatus());
  const auto read = [](const std::filesystem::path& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  EXPECT_EQ(read(command.output), "text");
  EXPECT_EQ(read(command.log), "beside\n");
}

TEST(Child, AWorkerThatHangsDiesWithItsKilledDriver) {
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0) << "orphans become this process's children, to be waited for";
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t driver = fork();
  if (driver == 0) Drive(ends[1]);
  close(ends[1]);
  pid_t worker = -1;
  ASSERT_EQ(read(ends[0], &worker, sizeof(worker)), static_cast<ssize_t>(sizeof(worker)));
  close(ends[0]);
  int status = 0;
  ASSERT_EQ(waitpid(driver, &status, 0), driver);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  ASSERT_EQ(waitpid(worker, &status, 0), worker);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
}

}  // namespace
}  // namespace pawl
