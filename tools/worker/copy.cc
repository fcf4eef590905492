#include "tools/worker/copy.h"

#include <dirent.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include "tools/worker/instructions.h"

// What gcc's coverage adds: writes what has been executed so far. Null in a program without it.
extern "C" void __gcov_dump() __attribute__((weak));  // NOLINT(bugprone-reserved-identifier)

namespace pawl {
namespace {

// In memory that original and copy share: a benchmark that calls exit(0) ends the copy, too.
std::atomic<bool>* ended_by_itself = nullptr;

// 0 where /proc is not mounted.
int Threads() {
  DIR* const tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 0;
  int threads = 0;
  while (const dirent* entry = readdir(tasks)) threads += entry->d_name[0] != '.';
  closedir(tasks);
  return threads;
}

[[noreturn]] void EndLike(int status) {
  if (WIFSIGNALED(status)) {
    std::signal(WTERMSIG(status), SIG_DFL);
    std::raise(WTERMSIG(status));
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

}  // namespace

Served ServeByCopy(std::string& why) {
  if (const int threads = Threads(); threads != 1) {
    why = threads == 0 ? "/proc is not there to count its threads"
                       : "the process has " + std::to_string(threads) + " threads";
    return Served::kCannotCopy;
  }
  if (ended_by_itself == nullptr) {
    void* const page =
        mmap(nullptr, sizeof(*ended_by_itself), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
      why = std::string("mmap: ") + std::strerror(errno);
      return Served::kCannotCopy;
    }
    ended_by_itself = new (page) std::atomic<bool>;
  }
  *ended_by_itself = false;
  // Where it is ignored, the kernel forgets how a child has ended.
  const auto handler = std::signal(SIGCHLD, SIG_DFL);
  const pid_t original = getpid();
  const pid_t copy = fork();
  if (copy < 0) {
    why = std::string("fork: ") + std::strerror(errno);
    std::signal(SIGCHLD, handler);
    return Served::kCannotCopy;
  }
  if (copy == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != original) _exit(EXIT_FAILURE);  // it died before
    std::signal(SIGCHLD, handler);
    ForgetDumps();
    return Served::kInCopy;
  }
  int status = 0;
  while (waitpid(copy, &status, 0) < 0) {
    if (errno != EINTR) _exit(EXIT_FAILURE);
  }
  std::signal(SIGCHLD, handler);
  if (!*ended_by_itself) EndLike(status);
  return Served::kByCopy;
}

void EndCopy() {
  if (&__gcov_dump != nullptr) __gcov_dump();
  *ended_by_itself = true;
  _exit(EXIT_SUCCESS);
}

}  // namespace pawl
