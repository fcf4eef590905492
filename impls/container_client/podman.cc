#include "impls/container_client/podman.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "impls/container_client/baseline.h"
#include "impls/container_client/connection.h"

namespace container_client {

bool Podman::Permitted() { return geteuid() == 0; }

Podman::Podman() {
  if (!Permitted()) {
    error_ =
        "this test needs to be root, as Podman's storage does here: run it in a container, or as 'sudo bazel test'";
    return;
  }
  Start();
}
Podman::~Podman() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

void Podman::Start() {
  const std::string folder = folder_.File("");
  const std::string log = folder_.File("log");
  std::vector<std::string> arguments = {"podman",
                                        "--root",
                                        folder_.File("root"),
                                        "--runroot",
                                        folder_.File("run"),
                                        "--storage-driver",
                                        "vfs",
                                        "--cgroup-manager",
                                        "cgroupfs",
                                        "--events-backend",
                                        "file",
                                        "system",
                                        "service",
                                        "--time=0",
                                        "unix://" + socket()};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::array<std::string, 4> variables = {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                                          "HOME=" + folder, "TMPDIR=" + folder, "XDG_CONFIG_HOME=" + folder};
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  const int failed = posix_spawnp(&pid_, "podman", &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    pid_ = 0;
    error_ = "cannot start podman: install it (tools/setup)";
    return;
  }
  AwaitService();
}

void Podman::AwaitService() {
  Options options;
  options.socket_path = socket();
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  absl::Status status;
  while (!(status = Baseline(options).Ping()).ok() && Clock::now() < deadline) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (status.ok()) return;
  std::ostringstream said;
  said << std::ifstream(folder_.File("log")).rdbuf();
  error_ = "podman does not serve: " + status.ToString() + "\nIt says: " + said.str();
}

std::string TinyArchive() {
  std::string header(512, '\0');
  const auto put = [&](size_t at, std::string_view text) { header.replace(at, text.size(), text); };
  put(0, "hello");
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(124, "00000000000");
  put(136, "00000000000");
  put(148, "        ");
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const unsigned char c : header) sum += c;
  std::array<char, 8> digits;
  std::snprintf(digits.data(), digits.size(), "%06o", sum);
  put(148, std::string_view(digits.data(), 7));
  return header + std::string(1024, '\0');
}

}  // namespace container_client
