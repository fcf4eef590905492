#ifndef PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_
#define PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "benches/server_process.h"

// benches/programs/env_sync_server. Each process of a benchmark has one.
class EnvSyncServerProcess {
 public:
  // Blocks until it serves. `arguments` as the program wants them. What went wrong is in status().
  explicit EnvSyncServerProcess(std::vector<std::string> arguments);

  const absl::Status& status() const { return status_; }
  uint16_t link_port() const { return link_port_; }
  uint16_t server_port() const { return server_port_; }
  const std::string& ca_file() const { return ca_file_; }

 private:
  ServerProcess process_;
  uint16_t link_port_ = 0;
  uint16_t server_port_ = 0;
  std::string ca_file_;
  absl::Status status_;
};

#endif  // PAWL_BENCHES_ENV_SYNC_SERVER_PROCESS_H_
