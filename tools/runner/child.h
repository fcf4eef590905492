#ifndef PAWL_TOOLS_RUNNER_CHILD_H_
#define PAWL_TOOLS_RUNNER_CHILD_H_

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace pawl {

// A child process with a request pipe (its descriptor 3) and a response pipe (its descriptor 4); its standard output
// and error go to a log file. Killed and reaped by the destructor. Move-only; not thread-safe.
class Child {
 public:
  // A response is a line of numbers or an answer, and whoever answers in more should answer in a hash.
  static constexpr size_t kLongestLine = size_t{1} << 26;

  struct Command {
    std::vector<std::string> argv;               // argv[0] is a path
    std::vector<std::string> extra_environment;  // NAME=value, wins over this process's own
    std::filesystem::path log;
    std::string name = "the worker process";  // in messages
    std::filesystem::path input = {};         // its standard input; nothing, if empty
    std::filesystem::path folder = {};        // that it runs in; this process's own, if empty
    std::filesystem::path output = {};        // a new file for its standard output; the log, if empty
  };

  // kCancelled after KillAll().
  static absl::StatusOr<Child> Start(const Command& command);

  // Kills every living child, and lets no other start: the end of this process is near. From any thread.
  static void KillAll();

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) = delete;
  ~Child();

  pid_t pid() const { return pid_; }

  // What it last printed, as "; it last printed:\n..."; empty if it printed nothing.
  std::string LastWords() const;

  // kAborted if the child has closed its end.
  absl::Status Write(const std::string& line);

  // The next line without its newline. kAborted when the child has exited or closed the pipe (the message says how it
  // ended), and when the line has not ended after `timeout` or kLongestLine (the child is killed then). The message
  // ends with the log's last lines.
  absl::StatusOr<std::string> ReadLine(std::chrono::milliseconds timeout);

  // Closes the request pipe, and waits for the child to exit with 0 by itself. kAborted, as by ReadLine(), if it ends
  // otherwise or not in time. What it writes meanwhile is lost.
  absl::Status Finish(std::chrono::milliseconds timeout);

 private:
  Child(pid_t pid, int request, int response, const Command& command);

  absl::Status Gone(const std::string& how) const;
  // Ends the child because of `why`.
  absl::Status Killed(const std::string& why);
  // Waits for the child's end and says how it ended: "exited with status 3", "killed by SIGSEGV (Segmentation fault)".
  std::string Reap();

  pid_t pid_;
  int request_;
  int response_;
  std::filesystem::path log_;
  std::string name_;
  bool exited_well_ = false;  // with status 0; false while it lives
  std::string unread_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_CHILD_H_
