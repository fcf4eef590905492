#include "tools/cli/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <optional>
#include <sstream>
#include <string_view>
#include <thread>

#include "fmt/format.h"

namespace pawl {
namespace {

// Guards what is below: a program either is known here when it starts, or never starts.
std::mutex mutex;
pid_t running = 0;
std::optional<std::thread::id> interrupter;

// Whether this thread may start nothing more.
bool Interrupted() {
  const std::lock_guard<std::mutex> lock(mutex);
  return interrupter && *interrupter != std::this_thread::get_id();
}

// Reads to the end and closes.
std::string ReadAll(int descriptor) {
  std::string text;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  close(descriptor);
  return text;
}

std::vector<char*> EnvironmentWithout(const std::vector<std::string>& names) {
  std::vector<char*> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (std::find(names.begin(), names.end(), text.substr(0, text.find('='))) == names.end()) entries.push_back(*entry);
  }
  entries.push_back(nullptr);
  return entries;
}

class SpawnSettings {
 public:
  SpawnSettings(const ProgramOptions& options, int out, bool last) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, options.capture ? out : STDERR_FILENO, STDOUT_FILENO);
    if (options.quiet) posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (!options.stderr_file.empty()) {
      constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
      posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, options.stderr_file.c_str(), kNew, 0644);
    }
    if (!options.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions_, options.folder.c_str());
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    // What cleans up is not the terminal's to interrupt again.
    posix_spawnattr_setflags(&attributes_,
                             static_cast<short>(POSIX_SPAWN_SETSIGMASK | (last ? POSIX_SPAWN_SETPGROUP : 0)));
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  int Spawn(pid_t& pid, const std::vector<std::string>& argv, const std::vector<std::string>& without) const {
    std::vector<std::string> words = argv;
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return posix_spawnp(&pid, pointers[0], &actions_, &attributes_, pointers.data(),
                        EnvironmentWithout(without).data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

}  // namespace

absl::StatusOr<ProgramExit> RunProgram(const std::vector<std::string>& argv, const ProgramOptions& options) {
  const std::string cannot_start = "cannot start " + argv.front();
  std::array<int, 2> out{};
  if (pipe2(out.data(), O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, cannot_start);
  pid_t pid = 0;
  int error = ECANCELED;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (!interrupter || *interrupter == std::this_thread::get_id()) {
      error = SpawnSettings(options, out[1], interrupter.has_value()).Spawn(pid, argv, options.without);
      if (error == 0) running = pid;
    }
  }
  close(out[1]);
  ProgramExit exit;
  exit.out = ReadAll(out[0]);
  if (error != 0) return absl::ErrnoToStatus(error, cannot_start);
  // Its number is its own until it is reaped.
  siginfo_t ended{};
  while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (running == pid) running = 0;
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  // The terminal may have interrupted it before our own thread knows of it.
  if (Interrupted() || (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT)) {
    return absl::CancelledError(argv.front() + " was interrupted");
  }
  exit.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit;
}

void InterruptPrograms() {
  const std::lock_guard<std::mutex> lock(mutex);
  interrupter = std::this_thread::get_id();
  if (running > 0) kill(running, SIGINT);
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

}  // namespace pawl
