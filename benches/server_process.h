#ifndef PAWL_BENCHES_SERVER_PROCESS_H_
#define PAWL_BENCHES_SERVER_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

// A server of benches/programs as a process of its own, so that what is counted here is the client's. It ends with this
// object or with this process, however that ends: it reads its standard input until that is closed. Needs Bazel's
// runfiles.
class ServerProcess {
 public:
  // Blocks until it has printed a line, which is when it serves. What went wrong is in status().
  ServerProcess(const std::string& program, std::vector<std::string> arguments);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();

  const absl::Status& status() const { return status_; }
  const std::string& line() const { return line_; }  // without its end

 private:
  absl::Status Start(std::vector<std::string>& command);
  absl::Status ReadLine(int output);

  const std::string program_;
  pid_t pid_ = 0;
  int input_ = -1;  // it ends when this is closed
  std::string line_;
  absl::Status status_;
};

#endif  // PAWL_BENCHES_SERVER_PROCESS_H_
