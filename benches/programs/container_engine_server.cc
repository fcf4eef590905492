// container_engine_server SOCKET MICROSECONDS CONTAINERS   serves a container engine of so many containers on this Unix
//                                                          socket, each answer so long after its request; ends when
//                                                          its standard input does
//
// Prints one line when it serves.

#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string_view>

#include "impls/container_client/fake_engine.h"
#include "impls/container_client/fake_server.h"

namespace {

std::optional<size_t> Number(std::string_view text) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  const auto service_us = argc == 4 ? Number(argv[2]) : std::nullopt;
  const auto containers = argc == 4 ? Number(argv[3]) : std::nullopt;
  if (!service_us || !containers) {
    std::fputs("usage: container_engine_server SOCKET MICROSECONDS CONTAINERS\n", stderr);
    return 2;
  }
  // What callers create is removed after a while, or lists would grow from slice to slice.
  constexpr size_t kMostCreated = 8;
  container_client::FakeEngine engine(*containers, kMostCreated);
  container_client::FakeServer::Settings settings;
  settings.threads = 64;  // all clients of a benchmark's process keep their connections
  settings.service_time = std::chrono::microseconds(*service_us);
  const container_client::FakeServer server(argv[1], engine, settings);
  std::puts("serving");
  std::fflush(stdout);
  // Nothing is said to it; whoever started it holds the other end, and be it killed, the kernel closes that.
  for (char ignored; read(STDIN_FILENO, &ignored, 1) > 0;) {
  }
  return 0;
}
