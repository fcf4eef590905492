#include "tools/runner/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>
#include <utility>

#include "fmt/format.h"
#include "tools/worker/protocol.h"

namespace pawl {
namespace {

// The child's ends are moved to its descriptors 3 and 4 by dup2; up here neither can be overwritten by the other's
// move.
constexpr int kLowestPipeDescriptor = 10;

constexpr auto kLongestEnd = std::chrono::seconds(1);

struct Pipe {
  int read = -1;
  int write = -1;
};

absl::StatusOr<Pipe> OpenPipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "cannot open a pipe to a worker");
  Pipe moved{fcntl(ends[0], F_DUPFD_CLOEXEC, kLowestPipeDescriptor),
             fcntl(ends[1], F_DUPFD_CLOEXEC, kLowestPipeDescriptor)};
  close(ends[0]);
  close(ends[1]);
  if (moved.read < 0 || moved.write < 0) return absl::ErrnoToStatus(errno, "cannot open a pipe to a worker");
  return moved;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& s : strings) pointers.push_back(s.data());
  pointers.push_back(nullptr);
  return pointers;
}

// This process's environment with `extra` in place of its own entries of the same names.
std::vector<std::string> Environment(const std::vector<std::string>& extra) {
  std::vector<std::string> environment = extra;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view name = std::string_view(*entry).substr(0, std::string_view(*entry).find('='));
    bool replaced = false;
    for (const std::string& e : extra) replaced |= std::string_view(e).substr(0, e.find('=')) == name;
    if (!replaced) environment.emplace_back(*entry);
  }
  return environment;
}

std::string LastLines(const std::filesystem::path& log) {
  std::ifstream file(log, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  std::string all = text.str();
  constexpr size_t kMost = 800;  // enough for an assertion or a sanitizer's first lines, short enough for a terminal
  if (all.size() > kMost) all = "..." + all.substr(all.size() - kMost);
  while (!all.empty() && all.back() == '\n') all.pop_back();
  return all;
}

// The children that KillAll() has to find. A child leaves before it is reaped, so that its number is still its own.
class Living {
 public:
  void Add(pid_t pid) { pids_.insert(pid); }
  void Remove(pid_t pid) {
    const std::lock_guard<std::mutex> lock(mutex);
    pids_.erase(pid);
  }
  void KillAll() {
    const std::lock_guard<std::mutex> lock(mutex);
    closed = true;
    for (pid_t pid : pids_) kill(pid, SIGKILL);
  }

  std::mutex mutex;     // held while a child starts, which then either is known here or never starts
  bool closed = false;  // guarded by `mutex`

 private:
  std::set<pid_t> pids_;
};

Living& TheLiving() {
  static Living* const living = new Living();  // never destroyed: threads may outlive main
  return *living;
}

// Starts it with every signal as it comes to a fresh program: this process may hold some back.
int Spawn(pid_t& pid, std::vector<std::string>& argv, const posix_spawn_file_actions_t& actions,
          std::vector<std::string>& environment) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  // Ignored, it would hide from the child how its own children end.
  sigset_t to_default;
  sigemptyset(&to_default);
  sigaddset(&to_default, SIGCHLD);
  posix_spawnattr_setsigdefault(&attributes, &to_default);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawn(&pid, argv[0].c_str(), &actions, &attributes, Pointers(argv).data(), Pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

Child::Child(pid_t pid, int request, int response, const Command& command)
    : pid_(pid), request_(request), response_(response), log_(command.log), name_(command.name) {}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      request_(std::exchange(other.request_, -1)),
      response_(std::exchange(other.response_, -1)),
      log_(std::move(other.log_)),
      name_(std::move(other.name_)),
      exited_well_(other.exited_well_),
      unread_(std::move(other.unread_)) {}

Child::~Child() {
  if (request_ >= 0) close(request_);
  if (response_ >= 0) close(response_);
  if (pid_ > 0) {
    TheLiving().Remove(pid_);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
}

absl::StatusOr<Child> Child::Start(const Command& command) {
  const absl::StatusOr<Pipe> request = OpenPipe();
  if (!request.ok()) return request.status();
  const absl::StatusOr<Pipe> response = OpenPipe();
  if (!response.ok()) return response.status();

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const char* const input = command.input.empty() ? "/dev/null" : command.input.c_str();
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (command.output.empty()) {
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  } else {
    constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, command.output.c_str(), kNew, 0644);
  }
  if (!command.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, request->read, kRequestDescriptor);
  posix_spawn_file_actions_adddup2(&actions, response->write, kResponseDescriptor);
  std::vector<std::string> argv = command.argv;
  std::vector<std::string> environment = Environment(command.extra_environment);
  pid_t pid = -1;
  int error = ECANCELED;
  {
    const std::lock_guard<std::mutex> lock(TheLiving().mutex);
    if (!TheLiving().closed) error = Spawn(pid, argv, actions, environment);
    if (error == 0) TheLiving().Add(pid);
  }
  posix_spawn_file_actions_destroy(&actions);
  close(request->read);
  close(response->write);
  if (error != 0) {
    close(request->write);
    close(response->read);
    return absl::ErrnoToStatus(error, "cannot start " + argv[0]);
  }
  return Child(pid, request->write, response->read, command);
}

void Child::KillAll() { TheLiving().KillAll(); }

absl::Status Child::Write(const std::string& line) {
  if (pid_ < 0) return Gone("is gone");
  // A write to a closed pipe must be an error here, not a signal for the whole runner.
  static const auto ignored = std::signal(SIGPIPE, SIG_IGN);
  (void)ignored;
  for (size_t written = 0; written < line.size();) {
    const ssize_t wrote = write(request_, line.data() + written, line.size() - written);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return Gone(Reap());
    written += static_cast<size_t>(wrote);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Child::ReadLine(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  size_t searched = 0;
  while (true) {
    if (const size_t end = unread_.find('\n', searched); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    if (pid_ < 0) return Gone("is gone");
    if (unread_.size() > kLongestLine) return Killed(fmt::format("sent {} bytes without a newline", unread_.size()));
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd ready{response_, POLLIN, 0};
    const int polled = poll(&ready, 1, left > 0 ? static_cast<int>(left) : 0);
    if (polled < 0 && errno == EINTR) continue;
    // A pipe that never runs dry would otherwise outlast every deadline.
    if (polled == 0 || left <= 0) return Killed(fmt::format("gave no answer for {} s", timeout.count() / 1000.0));
    char buffer[65536];
    const ssize_t count = read(response_, buffer, sizeof(buffer));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Gone(Reap());
    searched = unread_.size();
    unread_.append(buffer, static_cast<size_t>(count));
  }
}

absl::Status Child::Finish(std::chrono::milliseconds timeout) {
  if (request_ >= 0) close(std::exchange(request_, -1));
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (pid_ > 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const absl::StatusOr<std::string> line = ReadLine(std::max(left, std::chrono::milliseconds(0)));
    if (!line.ok() && !exited_well_) return line.status();
  }
  return exited_well_ ? absl::OkStatus() : Gone("is gone");
}

absl::Status Child::Killed(const std::string& why) {
  kill(pid_, SIGKILL);
  Reap();
  return Gone(why + " and was killed");
}

std::string Child::Reap() {
  int status = 0;
  const pid_t pid = std::exchange(pid_, -1);
  TheLiving().Remove(pid);
  // A child whose pipe is closed is about to end. One that closed the pipe itself might live on for ever.
  const auto deadline = std::chrono::steady_clock::now() + kLongestEnd;
  while (waitpid(pid, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
      return "closed its pipe without ending and was killed";
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* name = sigabbrev_np(signal);  // null for real-time signals
    if (name == nullptr) return fmt::format("was killed by signal {}", signal);
    return fmt::format("was killed by SIG{} ({})", name, strsignal(signal));
  }
  exited_well_ = WEXITSTATUS(status) == 0;
  return fmt::format("exited with status {}", WEXITSTATUS(status));
}

std::string Child::LastWords() const {
  const std::string log = LastLines(log_);
  return log.empty() ? "" : "; it last printed:\n" + log;
}

absl::Status Child::Gone(const std::string& how) const { return absl::AbortedError(name_ + " " + how + LastWords()); }

}  // namespace pawl
