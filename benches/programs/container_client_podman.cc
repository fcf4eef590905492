// container_client_podman [CALLERS [CALLS]]   times a mix of requests to a real Podman, which it starts (as root), by
// each
//                                             implementation of the client: 50 % inspections, 20 % lists, 20 % pings,
//                                             10 % creations, of 20 containers; the same without creations; and
//                                             descriptions of all of them
//
// By hand only: what it prints is Podman's time above all, which each round leaves slower.

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

// Returns the ids of what was created.
template <typename Impl>
std::vector<std::string> DoCalls(Impl& client, const std::vector<std::string>& ids, uint64_t seed, size_t calls,
                                 bool creates) {
  std::vector<std::string> created;
  for (const corpus::Call& call : corpus::Mix(seed, calls, ids.size())) {
    if (call.operation == corpus::Operation::kPing) Check(client.Ping());
    if (call.operation == corpus::Operation::kList) Check(client.ListContainers().status());
    if (call.operation == corpus::Operation::kInspect) Check(client.InspectContainer(ids[call.container]).status());
    if (call.operation == corpus::Operation::kCreate && creates) {
      const auto id = client.CreateContainer(Spec());
      Check(id.status());
      created.push_back(*id);
    }
  }
  return created;
}

// In seconds.
struct Times {
  double mix = 0, reads = 0, descriptions = 0;
};

template <typename Impl>
double TimeMix(Impl& client, const std::vector<std::string>& ids, size_t callers, size_t calls, bool creates) {
  std::vector<std::vector<std::string>> created(callers);
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < callers; ++i) {
      threads.emplace_back([&, i] { created[i] = DoCalls(client, ids, i, calls, creates); });
    }
  }
  const double seconds = Seconds(begin);
  // So that lists are as long for the next one.
  for (const auto& of_caller : created) {
    for (const std::string& id : of_caller) Check(client.RemoveContainer(id));
  }
  return seconds;
}

template <typename Impl>
Times Time(const Options& options, const std::vector<std::string>& ids, size_t callers, size_t calls) {
  Impl client(options);
  Check(client.Ping());
  Times times;
  times.mix = TimeMix(client, ids, callers, calls, true);
  times.reads = TimeMix(client, ids, callers, calls, false);
  constexpr int kRounds = 5;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kRounds; ++i) {
    for (const auto& description : client.DescribeContainers(ids)) Check(description.status());
  }
  times.descriptions = Seconds(begin) / kRounds;
  return times;
}

void Print(const char* what, const Times& times, const Times& baseline) {
  std::printf("%-9s mix %6.3f s (%5.2fx)   without creations %6.3f s (%5.2fx)   descriptions %6.1f ms (%5.2fx)\n", what,
              times.mix, baseline.mix / times.mix, times.reads, baseline.reads / times.reads, times.descriptions * 1e3,
              baseline.descriptions / times.descriptions);
  std::fflush(stdout);
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
  std::printf("%zu callers, %zu calls each; descriptions of %zu containers\n", callers, calls, kContainers);
  for (int round = 0; round < 3; ++round) {
    const Times baseline = Time<container_client::Baseline>(options, ids, callers, calls);
    Print("baseline", baseline, baseline);
    Print("uncached", Time<container_client::Optimized>(options, ids, callers, calls), baseline);
    Print("optimized", Time<container_client::Optimized>(caching, ids, callers, calls), baseline);
  }
  return 0;
}
