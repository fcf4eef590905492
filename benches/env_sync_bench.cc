#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/env_sync_server_process.h"
#include "benchmark/benchmark.h"
#include "impls/env_sync/contract_fixture.h"
#include "impls/env_sync/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using env_sync::Impls;
namespace corpus = env_sync::corpus;

enum class Way : uint8_t { kLink, kNear };

// Started by the first case that needs it.
const EnvSyncServerProcess& StoreServer() {
  static const EnvSyncServerProcess server(
      {"5000", "/many=100", "/most=4000", "/part_0=50", "/part_1=50", "/part_2=50", "/part_3=50"});
  return server;
}

env_sync::Options ClientOptions(Way way) {
  const EnvSyncServerProcess& server = StoreServer();
  const uint16_t port = way == Way::kLink ? server.link_port() : server.server_port();
  env_sync::Options options = env_sync::TestOptions(port, &env_sync::RealTiming());
  options.endpoint = "https://127.0.0.1:" + std::to_string(port);
  options.ca_file = server.ca_file();
  return options;
}

// What was pulled, whatever the order among several paths.
struct Digest {
  size_t variables = 0;
  uint64_t sum = 0;

  void Add(const env_sync::Pulled& pulled) {
    const std::hash<std::string_view> hash;
    ++variables;
    sum += (hash(pulled.key) * 31 + hash(pulled.value)) * (pulled.path + 1);
  }
};

template <typename Impl>
struct Client {
  std::unique_ptr<Impl> impl;
  absl::Status status = StoreServer().status();  // whether it can be used

  explicit Client(Way way) {
    if (!status.ok()) return;
    impl = std::make_unique<Impl>(ClientOptions(way));
    // Connections that are kept are there before a loop begins: as many empty paths as requests may be under way.
    std::vector<std::string> paths(env_sync::Options().concurrency);
    for (size_t i = 0; i < paths.size(); ++i) paths[i] = "/none_" + std::to_string(i);
    status = impl->Pull(paths, [](const env_sync::Pulled&) { return absl::OkStatus(); });
  }

  absl::StatusOr<Digest> Pull(std::span<const std::string> paths) const {
    if (!status.ok()) return status;
    Digest digest;
    const absl::Status pulled = impl->Pull(paths, [&digest](const env_sync::Pulled& variable) {
      digest.Add(variable);
      return absl::OkStatus();
    });
    if (!pulled.ok()) return pulled;
    return digest;
  }
};

template <typename Impl>
struct PullCase {
  Client<Impl> client;
  std::vector<std::string> paths;
  size_t variables = 0;

  absl::StatusOr<Digest> Run() const {
    absl::StatusOr<Digest> digest = client.Pull(paths);
    if (digest.ok() && digest->variables != variables) {
      return absl::DataLossError(std::to_string(digest->variables) + " of " + std::to_string(variables) + " variables");
    }
    return digest;
  }
};

std::string Text(const absl::StatusOr<Digest>& digest) {
  if (!digest.ok()) return digest.status().ToString();
  return std::to_string(digest->variables) + " variables, " + std::to_string(digest->sum);
}

constexpr auto kPull = [](benchmark::State& state, auto& input) {
  for (auto _ : state) {
    absl::StatusOr<Digest> digest = input.Run();
    if (!digest.ok()) return state.SkipWithError(digest.status().ToString());
    benchmark::DoNotOptimize(digest->sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(input.variables));
};

constexpr auto kPullAnswer = [](auto& input) { return Text(input.Run()); };

template <typename Impl>
struct PushCase {
  Client<Impl> client{Way::kLink};
  std::string path = "/pushed_" + std::string(Impl::kName);
  corpus::Variables variables;
  std::vector<env_sync::Entry> entries;

  explicit PushCase(size_t count) : variables(corpus::Typical(count)), entries(corpus::Entries(variables)) {}
  PushCase(PushCase&&) = default;  // the strings, which `entries` refer to, stay where they are

  absl::Status Run() const {
    if (!client.status.ok()) return client.status;
    const env_sync::PushResult result = client.impl->Push(path, entries);
    for (const env_sync::Report& report : result.reports) {
      if (result.status.ok() && report.version < 1) return absl::DataLossError("a variable was not written");
    }
    return result.status;
  }
};

// Measures a push of N variables, which the store has already, over TLS 1.3 and a link whose round trip takes 5 ms.
// Does not measure: connecting, but for the baseline, which connects for each request; throttling, which a real store
// begins at 3 writes per second unless its limit is raised; or the time that a real store takes.
const int kPush = pawl::ForEachImpl<Impls>(
    "env_sync/Push", "variables", {24}, []<typename Impl>(size_t count) { return PushCase<Impl>(count); },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        const absl::Status status = input.Run();
        if (!status.ok()) return state.SkipWithError(status.ToString());
      }
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(input.entries.size()));
    },
    [](auto& input) {
      const absl::Status status = input.Run();
      return status.ok() ? Text(input.client.Pull(std::vector<std::string>{input.path})) : status.ToString();
    },
    pawl::JudgedBy::kWallTime);

// Measures a pull of one path of N variables, by pages of 10, over the same link. Does not measure: as Push.
const int kPullOne = pawl::ForEachImpl<Impls>(
    "env_sync/Pull", "variables", {100},
    []<typename Impl>(size_t count) { return PullCase<Impl>{Client<Impl>(Way::kLink), {"/many"}, count}; }, kPull,
    kPullAnswer, pawl::JudgedBy::kWallTime);

// Measures a pull of N paths of 50 variables each, over the same link. Does not measure: as Push.
const int kPullPaths = pawl::ForEachImpl<Impls>(
    "env_sync/PullPaths", "paths", {4},
    []<typename Impl>(size_t count) {
      std::vector<std::string> paths;
      for (size_t i = 0; i < count; ++i) paths.push_back("/part_" + std::to_string(i));
      return PullCase<Impl>{Client<Impl>(Way::kLink), std::move(paths), 50 * count};
    },
    kPull, kPullAnswer, pawl::JudgedBy::kWallTime);

// Measures a pull of one path of N variables from a server beside, without a link: what 400 pages take of memory, and
// of both sides' CPU time. Does not measure: a network.
const int kPullNear = pawl::ForEachImpl<impls::ImplList<env_sync::Optimized>>(
    "env_sync/PullNear", "variables", {4000},
    []<typename Impl>(size_t count) { return PullCase<Impl>{Client<Impl>(Way::kNear), {"/most"}, count}; }, kPull,
    kPullAnswer, pawl::JudgedBy::kWallTime);

}  // namespace
