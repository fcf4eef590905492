#include "benches/server_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace {

absl::Status ServerError(const std::string& what, int error_number) {
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      what + ": " + std::generic_category().message(error_number) + ". Is this started by Bazel?");
}

}  // namespace

ServerProcess::ServerProcess(const std::string& program, std::vector<std::string> arguments)
    : program_("benches/programs/" + program) {
  arguments.insert(arguments.begin(), program_);
  status_ = Start(arguments);
}

ServerProcess::~ServerProcess() {
  if (input_ >= 0) close(input_);
  int how = 0;
  while (pid_ > 0 && waitpid(pid_, &how, 0) < 0 && errno == EINTR) {
  }
}

absl::Status ServerProcess::Start(std::vector<std::string>& command) {
  std::array<int, 2> input;
  std::array<int, 2> output;
  if (pipe2(input.data(), O_CLOEXEC) != 0) return ServerError("cannot make a pipe", errno);
  input_ = input[1];
  if (pipe2(output.data(), O_CLOEXEC) != 0) {
    const int error_number = errno;
    close(input[0]);
    return ServerError("cannot make a pipe", error_number);
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions,
                                           STDERR_FILENO + 1);  // the worker's own pipes are no business of it
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  // Nothing of this process's environment but where files go: no preloaded counter counts in it.
  const char* const folder = std::getenv("TMPDIR");
  std::string variable = std::string("TMPDIR=") + (folder == nullptr ? "/tmp" : folder);
  char* const environment[] = {variable.data(), nullptr};
  pid_t child = 0;
  const int error_number = posix_spawn(&child, program_.c_str(), &actions, nullptr, arguments.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  absl::Status status;
  if (error_number == 0) {
    pid_ = child;
    status = ReadLine(output[0]);
  } else {
    status = ServerError("cannot start " + program_, error_number);
  }
  close(output[0]);
  return status;
}

absl::Status ServerProcess::ReadLine(int output) {
  std::array<char, 256> part;
  while (line_.find('\n') == std::string::npos) {
    const ssize_t got = read(output, part.data(), part.size());
    if (got > 0) line_.append(part.data(), static_cast<size_t>(got));
    if (got == 0) return absl::AbortedError(program_ + " ended before it served");
    if (got < 0 && errno != EINTR) return ServerError("cannot read what the server prints", errno);
  }
  line_.resize(line_.find('\n'));
  return absl::OkStatus();
}
