#ifndef PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_FIXTURE_H_

#include <string>
#include <utility>

#include "impls/container_client/container_client.h"
#include "impls/container_client/fake_engine.h"
#include "impls/container_client/fake_server.h"
#include "impls/container_client/short_dir.h"

namespace container_client {

// An engine with 20 containers behind a real socket.
struct TestEngine {
  explicit TestEngine(FakeServer::Judge judge = nullptr, FakeServer::Settings settings = {})
      : server(path, engine, settings, std::move(judge)) {}

  ShortDir folder;
  std::string path = folder.File("e.sock");
  FakeEngine engine{20};
  FakeServer server;

  Options options() const {
    Options options;
    options.socket_path = path;
    return options;
  }
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_CONTRACT_FIXTURE_H_
