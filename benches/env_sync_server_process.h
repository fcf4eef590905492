#ifndef PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_
#define PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"

// benches/programs/env_sync_server as a process of its own, so that what is counted here is the client's. Each process
// of a benchmark has one; it ends with this object or with this process, however that ends. Needs Bazel's runfiles.
class EnvSyncServerProcess {
 public:
  // Blocks until it serves. `arguments` as the program wants them. What went wrong is in status().
  explicit EnvSyncServerProcess(std::vector<std::string> arguments);
  EnvSyncServerProcess(const EnvSyncServerProcess&) = delete;
  EnvSyncServerProcess& operator=(const EnvSyncServerProcess&) = delete;
  ~EnvSyncServerProcess();

  const absl::Status& status() const { return status_; }
  uint16_t link_port() const { return link_port_; }
  uint16_t server_port() const { return server_port_; }
  const std::string& ca_file() const { return ca_file_; }

 private:
  absl::Status Start(std::vector<std::string>& command);
  absl::Status ReadLine(int output);

  pid_t pid_ = 0;
  int input_ = -1;  // it ends when this is closed
  uint16_t link_port_ = 0;
  uint16_t server_port_ = 0;
  std::string ca_file_;
  absl::Status status_;
};

#endif  // PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_
