// What becomes of a worker whose driver is gone. Its end is waited for, never timed.
#include "tools/runner/child.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

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
