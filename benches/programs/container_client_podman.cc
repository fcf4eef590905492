// container_client_podman [CALLERS [CALLS]]   times a mix of requests to a real Podman, which it starts (as root), by each
//                                             implementation of the client: 50 % inspections, 20 % lists, 20 % pings,
//                                             10 % creations, of 20 containers; and descriptions of all of them
//
// By hand only: what it prints is Podman's time above all, and each round leaves it slower.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "impls/container_client/impls.h"
#include "impls/container_client/podman.h"

namespace {

namespace corpus = container_client::corpus;
using container_client::Options;

constexpr size_t kContainers = 20;
constexpr char kImage[] = "pawl.test/tiny";

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "container_client_podman: %s\n", status.ToString().c_str());
  std::exit(1);
}

double Seconds(const std::chrono::steady_clock::time_point& begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

container_client::ContainerSpec Spec() {
  container_client::ContainerSpec spec;
  spec.image = kImage;
  spec.command = {"/hello"};
  return spec;
}

template <typename Impl>
void DoCalls(Impl& client, const std::vector<std::string>& ids, uint64_t seed, size_t calls) {
  for (const corpus::Call& call : corpus::Mix(seed, calls, ids.size())) {
    if (call.operation == corpus::Operation::kPing) Check(client.Ping());
    if (call.operation == corpus::Operation::kList) Check(client.ListContainers().status());
    if (call.operation == corpus::Operation::kInspect) Check(client.InspectContainer(ids[call.container]).status());
    if (call.operation == corpus::Operation::kCreate) {
      const auto id = client.CreateContainer(Spec());
      Check(id.status());
      Check(client.RemoveContainer(*id));  // or lists would grow
    }
  }
}

// The seconds of the mix, and of the descriptions.
template <typename Impl>
std::pair<double, double> Time(const Options& options, const std::vector<std::string>& ids, size_t callers, size_t calls) {
  Impl client(options);
  Check(client.Ping());
  auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < callers; ++i) threads.emplace_back([&, i] { DoCalls(client, ids, i, calls); });
  }
  const double mix = Seconds(begin);
  begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) {
    for (const auto& description : client.DescribeContainers(ids)) Check(description.status());
  }
  return {mix, Seconds(begin) / 5};
}

}  // namespace

int main(int argc, char** argv) {
  const size_t callers = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 16;
  const size_t calls = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20;
  if (callers == 0 || calls == 0 || argc > 3) {
    std::fputs("usage: container_client_podman [CALLERS [CALLS]]\n", stderr);
    return 2;
  }
  const container_client::Podman podman;
  if (!podman.error().empty()) {
    std::fprintf(stderr, "container_client_podman: %s\n", podman.error().c_str());
    return 1;
  }
  Options options;
  options.socket_path = podman.socket();
  Options caching = options;
  caching.caches = true;
  container_client::Baseline client(options);
  Check(client.ImportImage(kImage, container_client::TinyArchive()).status());
  std::vector<std::string> ids;
  for (size_t i = 0; i < kContainers; ++i) {
    const auto id = client.CreateContainer(Spec());
    Check(id.status());
    ids.push_back(*id);
  }
  std::printf("%zu callers, %zu calls each; s of the mix, ms of %zu descriptions\n", callers, calls, kContainers);
  for (int round = 0; round < 5; ++round) {
    const auto baseline = Time<container_client::Baseline>(options, ids, callers, calls);
    const auto uncached = Time<container_client::Optimized>(options, ids, callers, calls);
    const auto cached = Time<container_client::Optimized>(caching, ids, callers, calls);
    std::printf("baseline %.3f %5.1f   uncached %.3f (%.2fx) %5.1f (%.2fx)   caches %.3f (%.2fx) %5.1f (%.2fx)\n",
                baseline.first, baseline.second * 1e3, uncached.first, baseline.first / uncached.first,
                uncached.second * 1e3, baseline.second / uncached.second, cached.first, baseline.first / cached.first,
                cached.second * 1e3, baseline.second / cached.second);
    std::fflush(stdout);
  }
  return 0;
}
