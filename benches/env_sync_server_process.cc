#include "benches/env_sync_server_process.h"

#include <sstream>
#include <utility>

EnvSyncServerProcess::EnvSyncServerProcess(std::vector<std::string> arguments)
    : process_("env_sync_server", std::move(arguments)), status_(process_.status()) {
  if (!status_.ok()) return;
  std::istringstream words(process_.line());
  if (words >> link_port_ >> server_port_ && words.get() == ' ' && std::getline(words, ca_file_)) return;
  status_ = absl::InternalError("env_sync_server says neither ports nor a file");
}
