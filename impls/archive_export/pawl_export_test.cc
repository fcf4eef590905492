#include <fcntl.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/fd.h"
#include "impls/random.h"
#include "impls/temp_dir.h"

// The program as users start it, on real directories.
namespace archive_export {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMiB = uint64_t{1} << 20;

std::string Content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Ended {
  int code = -1;  // what a shell would say: 128 + signal for a process that one ended
  std::string out, err;
};

class PawlExport : public ::testing::Test {
 protected:
  PawlExport()
      : directory_(impls::TempDir::Make().value()),
        project_(directory_.path() / "project"),
        to_(directory_.path() / "to") {
    fs::create_directory(to_);
  }

  void WriteSmallProject() {
    EXPECT_TRUE(impls::WriteFile(project_ / "src/main.cc", "int main() {}\n").ok());
    EXPECT_TRUE(impls::WriteFile(project_ / "src/deep/er/notes.txt", std::string(100'000, 'n')).ok());
    EXPECT_TRUE(impls::WriteFile(project_ / "empty", "").ok());
    EXPECT_TRUE(impls::WriteRandomFile(project_ / "random.dat", /*seed=*/3, 300'000).ok());
    fs::create_symlink("src/main.cc", project_ / "link");
    fs::permissions(project_ / "src/main.cc", fs::perms::owner_all);
  }

  // Starts the program; `prepare` is called in its process before, and `err` is its standard error, a file by default.
  pid_t Start(std::vector<std::string> words, const std::function<void()>& prepare = {}, int err = -1) {
    words.insert(words.begin(), std::getenv("PAWL_EXPORT"));
    words.insert(words.end(), {"--output", to_.string(), project_.string()});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const impls::Fd out_file(open(OutPath().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const impls::Fd err_file(open(ErrPath().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    const pid_t child = fork();
    if (child != 0) return child;
    dup2(out_file.get(), STDOUT_FILENO);
    dup2(err < 0 ? err_file.get() : err, STDERR_FILENO);
    if (prepare) prepare();
    execv(arguments[0], arguments.data());
    _exit(127);
  }

  Ended Wait(pid_t child) {
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), Content(OutPath()), Content(ErrPath())};
  }

  Ended Run(const std::vector<std::string>& words, const std::function<void()>& prepare = {}) {
    return Wait(Start(words, prepare));
  }

  // The names in the folder for archives.
  std::vector<std::string> Written() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(to_)) names.push_back(entry.path().filename());
    return names;
  }

  // Waits for a file of at least so many bytes, under whatever name, while the program runs. False if it ends before.
  bool WaitForFile(pid_t child, uint64_t min_bytes) const {
    siginfo_t info = {};
    while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0) {
      for (const std::string& name : Written()) {
        std::error_code error;
        if (const auto bytes = fs::file_size(to_ / name, error); !error && bytes >= min_bytes) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  // What takes seconds to compress.
  void WriteSlowProject() {
    for (int i = 0; i < 8; ++i) {
      ASSERT_TRUE(impls::WriteRandomFile(project_ / std::to_string(i), static_cast<uint64_t>(i), 8 * kMiB).ok());
    }
  }

  fs::path OutPath() const { return directory_.path() / "out"; }
  fs::path ErrPath() const { return directory_.path() / "err"; }

  impls::TempDir directory_;
  fs::path project_, to_;
};

TEST_F(PawlExport, WhatItWritesTarExtracts) {
  WriteSmallProject();
  for (const char* const format : {"tar", "tar.gz"}) {
    const Ended ended = Run({"--format", format, "--name", "{name}"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.err, "");
    const fs::path archive = to_ / ("project." + std::string(format)), extracted = directory_.path() / "extracted";
    EXPECT_NE(ended.out.find("archive      " + archive.string() + "\n"), std::string::npos) << ended.out;
    fs::remove_all(extracted);
    fs::create_directory(extracted);
    const std::string command = "tar -xf '" + archive.string() + "' -C '" + extracted.string() +
                                "' && diff -r --no-dereference '" + project_.string() + "' '" + extracted.string() +
                                "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(fs::status(extracted / "src/main.cc").permissions(), fs::perms::owner_all);
  }
  EXPECT_EQ(Written().size(), 2u);
}

TEST_F(PawlExport, EveryFormatByBothMethodsIsVerified) {
  WriteSmallProject();
  for (const char* const method : {"standard", "streaming"}) {
    for (const char* const format : {"zip", "tar", "tar.gz", "tar.zst", "7z"}) {
      const Ended ended = Run({"-f", format, "--method", method, "-n", "{name}_{hash}", "--verify", "--force"});
      EXPECT_EQ(ended.code, 0) << format << method << ended.err;
      EXPECT_NE(ended.out.find("\nverified     8 entries in "), std::string::npos) << format << method << ended.out;
      EXPECT_NE(ended.out.find("\nmethod       " + std::string(method) + ": "), std::string::npos) << ended.out;
    }
  }
  EXPECT_EQ(Written().size(), 5u);
}

TEST_F(PawlExport, WithFixedTimeTheBytesAreTheSame) {
  WriteSmallProject();
  EXPECT_EQ(Run({"-n", "a", "--fixed-time", "1000000000", "-t", "1", "--method", "streaming"}).code, 0);
  fs::last_write_time(project_ / "empty", fs::file_time_type::clock::now() - std::chrono::hours(50));
  EXPECT_EQ(Run({"-n", "b", "--fixed-time", "1000000000", "-t", "3", "--method", "streaming"}).code, 0);
  EXPECT_GT(fs::file_size(to_ / "a.zip"), 300'000u);
  EXPECT_TRUE(Content(to_ / "a.zip") == Content(to_ / "b.zip"));
}

TEST_F(PawlExport, ReportsWhatItSkips) {
  WriteSmallProject();
  ASSERT_EQ(mkfifo((project_ / "src/fifo\n").c_str(), 0600), 0);
  for (const char* const method : {"standard", "streaming"}) {
    const Ended ended = Run({"--method", method, "-n", method});
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.err.find("skipped: "), 0u) << ended.err;
    EXPECT_NE(ended.err.find("src/fifo\\x0a"), std::string::npos) << ended.err;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  }
  EXPECT_EQ(Written().size(), 2u);
}

TEST_F(PawlExport, DryRunWritesNothing) {
  WriteSmallProject();
  const Ended ended = Run({"--dry-run", "--explain", "--stream-over-files", "3"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("method: streaming, because files 4 is over 3\n"), std::string::npos) << ended.out;
  EXPECT_TRUE(Written().empty());
}

// While the archive grows: nothing of it is left.
TEST_F(PawlExport, SignalsInTheMiddleLeaveNothing) {
  WriteSlowProject();
  struct Case {
    int number;
    const char *method, *format;
  };
  for (const Case& c :
       {Case{SIGTERM, "standard", "zip"}, Case{SIGINT, "standard", "tar.gz"}, Case{SIGTERM, "streaming", "zip"},
        Case{SIGINT, "streaming", "tar.gz"}, Case{SIGHUP, "streaming", "tar.zst"}, Case{SIGTERM, "streaming", "7z"}}) {
    const pid_t child = Start({"-n", "x", "-f", c.format, "--method", c.method, "--level", "9", "-t", "2"});
    // A 7z archive gets its first byte when all is compressed.
    EXPECT_TRUE(WaitForFile(child, c.format == std::string("7z") ? 0 : 1)) << c.format << c.method;
    kill(child, c.number);
    const Ended ended = Wait(child);
    EXPECT_EQ(ended.code, 128 + c.number) << c.format << c.method << ended.err;
    EXPECT_EQ(ended.err.find("pawl_export: error: "), 0u) << ended.err;
    EXPECT_EQ(ended.out, "");
    EXPECT_TRUE(Written().empty()) << c.format << c.method << " left " << Written().front();
  }
}

TEST_F(PawlExport, AStoppedExportKeepsTheArchiveBefore) {
  WriteSlowProject();
  ASSERT_TRUE(impls::WriteFile(to_ / "x.zip", "before").ok());
  const pid_t child = Start({"-n", "x", "--force", "--level", "9", "-t", "1"});
  EXPECT_TRUE(WaitForFile(child, 100));
  kill(child, SIGTERM);
  EXPECT_EQ(Wait(child).code, 128 + SIGTERM);
  EXPECT_EQ(Written(), std::vector<std::string>{"x.zip"});
  EXPECT_EQ(Content(to_ / "x.zip"), "before");
}

TEST_F(PawlExport, AFileAtItsLimitIsAnErrorAndLeavesNothing) {
  ASSERT_TRUE(impls::WriteRandomFile(project_ / "random", /*seed=*/1, 4 * kMiB).ok());
  const rlimit limit = {.rlim_cur = kMiB, .rlim_max = kMiB};
  for (const char* const method : {"standard", "streaming"}) {
    for (const char* const format : {"zip", "tar", "tar.gz", "tar.zst"}) {
      const Ended ended = Run({"-n", "x", "-f", format, "--method", method}, [&] { setrlimit(RLIMIT_FSIZE, &limit); });
      EXPECT_EQ(ended.code, 1) << format << method;
      EXPECT_NE(ended.err.find((to_ / "x.").string() + format), std::string::npos) << ended.err;
      EXPECT_NE(ended.err.find("File too large"), std::string::npos) << ended.err;
      EXPECT_TRUE(Written().empty());
    }
  }
}

// Enters a name space of mounts of the process's own. Where the process may not mount, it enters one of users, too, in
// which it may.
bool EnterMountNamespace() {
  if (unshare(CLONE_NEWNS) == 0) return true;
  const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  // Without these, its user and group are unknown there, and can create no file.
  return impls::WriteFile("/proc/self/uid_map", user + " " + user + " 1").ok() &&
         impls::WriteFile("/proc/self/setgroups", "deny").ok() &&  // else only root may write the next
         impls::WriteFile("/proc/self/gid_map", group + " " + group + " 1").ok();
}

// Makes `path` a disk of this size that only this process sees. Returns whether the system lets it.
bool MountSmallDisk(const fs::path& path, const char* size) {
  if (!EnterMountNamespace()) return false;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return mount("tmpfs", path.c_str(), "tmpfs", 0, size) == 0;
}

constexpr int kNoDisk = 99, kLeftSomething = 98;

TEST_F(PawlExport, AFullDiskIsAnErrorAndLeavesNothing) {
  ASSERT_TRUE(impls::WriteRandomFile(project_ / "random", /*seed=*/1, 4 * kMiB).ok());
  // Only who is in the name space sees what is left on its disk.
  const auto prepare = [&] {
    if (!MountSmallDisk(to_, "size=1m")) _exit(kNoDisk);
    const pid_t program = fork();
    if (program == 0) return;
    int status = -1;
    waitpid(program, &status, 0);
    if (!Written().empty()) _exit(kLeftSomething);
    _exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
  };
  for (const char* const method : {"standard", "streaming"}) {
    for (const char* const format : {"zip", "tar", "tar.gz", "tar.zst", "7z"}) {
      const Ended ended = Run({"-n", "x", "-f", format, "--method", method}, prepare);
      if (ended.code == kNoDisk) GTEST_SKIP() << "needs the right to mount, or a user name space that has it";
      EXPECT_EQ(ended.code, 1) << format << method;
      EXPECT_NE(ended.err.find((to_ / "x.").string() + format), std::string::npos) << ended.err;
      EXPECT_NE(ended.err.find("No space left on device"), std::string::npos) << ended.err;
    }
  }
}

TEST_F(PawlExport, FewDescriptorsAreEnough) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(impls::WriteFile(project_ / std::to_string(i), std::string(2000, 'x')).ok());
  }
  const rlimit limit = {.rlim_cur = 14, .rlim_max = 14};
  const Ended ended =
      Run({"--method", "streaming", "-t", "8", "-n", "x", "--verify"}, [&] { setrlimit(RLIMIT_NOFILE, &limit); });
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.out.find("files        200 of 200"), std::string::npos) << ended.out;
}

TEST_F(PawlExport, StreamsWhereTheMemoryLimitForbidsTheStandardMethod) {
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(impls::WriteRandomFile(project_ / std::to_string(i), static_cast<uint64_t>(i), 8 * kMiB).ok());
  }
  const Ended ended = Run({"--memory-limit", "40MiB", "-n", "x", "-t", "1"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err.find("pawl_export: note: streaming instead of the standard method: "), 0u) << ended.err;
  EXPECT_NE(ended.out.find("method       streaming: the standard one could not\n"), std::string::npos) << ended.out;
  const Ended forced = Run({"--memory-limit", "40MiB", "-n", "y", "--method", "standard"});
  EXPECT_EQ(forced.code, 1);
  EXPECT_EQ(Written(), std::vector<std::string>{"x.zip"});
}

TEST_F(PawlExport, DrawsProgressOnATerminalAndTakesItAway) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(impls::WriteRandomFile(project_ / std::to_string(i), static_cast<uint64_t>(i), 4 * kMiB).ok());
  }
  int user = -1, program = -1;
  const winsize size = {.ws_row = 24, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
  ASSERT_EQ(openpty(&user, &program, nullptr, nullptr, &size), 0);
  const impls::Fd user_end(user);
  impls::Fd program_end(program);
  const pid_t child = Start({"-n", "x", "--level", "6"}, [] { setenv("TERM", "xterm", 1); }, program);
  program_end.Close();
  std::string shown;
  std::array<char, 4096> buffer;
  // Once the program has ended, nobody has the other end any more: EIO.
  for (ssize_t bytes = 0; (bytes = read(user, buffer.data(), buffer.size())) > 0;) {
    shown.append(buffer.data(), static_cast<size_t>(bytes));
  }
  EXPECT_EQ(Wait(child).code, 0);
  EXPECT_NE(shown.find("writing "), std::string::npos) << shown;
  EXPECT_NE(shown.find(" 100 %"), std::string::npos) << shown;
  EXPECT_TRUE(shown.ends_with("\x1b[K\r\x1b[K")) << shown;
}

TEST_F(PawlExport, SaysWhatIsWrongWithTheCommandLine) {
  fs::create_directory(project_);
  const Ended rar = Run({"--format", "rar"});
  EXPECT_EQ(rar.code, 2);
  EXPECT_NE(rar.err.find("zip"), std::string::npos) << rar.err;
  EXPECT_EQ(Run({"--name", "../x"}).code, 2);
  EXPECT_EQ(Run({"--nonsense"}).code, 2);
  EXPECT_EQ(Run({"--help"}).code, 0);
  fs::remove(project_);
  const Ended gone = Run({});
  EXPECT_EQ(gone.code, 1);
  EXPECT_NE(gone.err.find(project_.string()), std::string::npos) << gone.err;
  EXPECT_TRUE(Written().empty());
}

}  // namespace
}  // namespace archive_export
