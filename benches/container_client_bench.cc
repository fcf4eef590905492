#include <time.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "benches/server_process.h"
#include "benchmark/benchmark.h"
#include "impls/container_client/impls.h"
#include "impls/container_client/short_dir.h"
#include "tools/perf/for_each_impl.h"

namespace {

using container_client::Baseline;
using container_client::Options;
namespace corpus = container_client::corpus;

constexpr size_t kContainers = 100;

// Keeps answers while the engine's events allow it.
class Optimized : public container_client::Optimized {
 public:
  explicit Optimized(Options options) : container_client::Optimized(Caching(std::move(options))) {}

 private:
  static Options Caching(Options options) {
    options.caches = true;
    return options;
  }
};

// The same, whatever their age.
class Keeping : public Optimized {
 public:
  explicit Keeping(Options options) : Optimized(Ageless(std::move(options))) {}

 private:
  static Options Ageless(Options options) {
    options.max_answer_age = std::chrono::hours(1);
    return options;
  }
};

// Never uses an answer that is older than the call.
class Uncached : public container_client::Optimized {
 public:
  static constexpr std::string_view kName = "uncached";

  using container_client::Optimized::Optimized;
};

using Clients = impls::ImplList<Baseline, Optimized, Uncached>;

// An engine whose answers take so long, started by the first case that needs it.
class Engine {
 public:
  explicit Engine(int service_us)
      : process_("container_engine_server", {socket(), std::to_string(service_us), std::to_string(kContainers)}) {}

  std::string socket() const { return folder_.File("engine.sock"); }
  const absl::Status& status() const { return process_.status(); }

 private:
  container_client::ShortDir folder_;
  ServerProcess process_;
};

const Engine& QuickEngine() {
  static const Engine engine(50);
  return engine;
}

const Engine& SlowEngine() {
  static const Engine engine(2000);
  return engine;
}

// Of all threads of this process.
double ProcessCpuUs() {
  timespec spent = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e6 + static_cast<double>(spent.tv_nsec) * 1e-3;
}

template <typename Impl>
class Case {
 public:
  // `calls` of a Run(), which callers take one after the other.
  Case(const Engine& engine, size_t callers, size_t calls)
      : calls_(calls), statuses_(callers), status_(engine.status()) {
    if (!status_.ok()) return;
    Options options;
    options.socket_path = engine.socket();
    client_ = std::make_unique<Impl>(options);
    if constexpr (std::is_base_of_v<Optimized, Impl>) {
      while (!client_->IsWatching()) std::this_thread::yield();
    }
    for (const std::string& id : ids_) status_.Update(client_->InspectContainer(id).status());
    // The caller of Run() is one of them.
    for (size_t i = 1; i < callers; ++i) threads_.emplace_back([this, i](std::stop_token stop) { Work(i, stop); });
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;
  ~Case() {
    for (std::jthread& thread : threads_) thread.request_stop();
    if (!threads_.empty()) begin_.arrive_and_wait();
  }

  size_t requests() const { return calls_; }
  Impl& client() { return *client_; }
  const std::vector<std::string>& ids() const { return ids_; }
  const absl::Status& status() const { return status_; }

  // The next calls, of all callers at once.
  absl::Status Run() {
    if (!status_.ok()) return status_;
    next_ = until_;
    until_ += calls_;
    if (!threads_.empty()) begin_.arrive_and_wait();
    DoCalls(statuses_[0]);
    if (!threads_.empty()) end_.arrive_and_wait();
    for (const absl::Status& status : statuses_) status_.Update(status);
    return status_;
  }

  // What all implementations say of the containers that are always there.
  std::string Answer() {
    if (absl::Status status = Run(); !status.ok()) return status.ToString();
    const auto list = client_->ListContainers();
    if (!list.ok()) return list.status().ToString();
    std::string answer;
    for (size_t i = 0; i < kContainers && i < (*list)->size(); ++i) answer += (**list)[i].name + ",";
    for (const std::string& id : ids_) {
      const auto details = client_->InspectContainer(id);
      answer += details.ok() ? (*details)->created + (*details)->summary.name : details.status().ToString();
    }
    return answer;
  }

 private:
  void Work(size_t index, const std::stop_token& stop) {
    while (true) {
      begin_.arrive_and_wait();
      if (stop.stop_requested()) return;
      DoCalls(statuses_[index]);
      end_.arrive_and_wait();
    }
  }

  void DoCalls(absl::Status& status) {
    for (size_t i = next_++; i < until_; i = next_++) status.Update(Do(mix_[i % mix_.size()]));
  }

  absl::Status Do(const corpus::Call& call) {
    switch (call.operation) {
      case corpus::Operation::kInspect: {
        const auto details = client_->InspectContainer(ids_[call.container]);
        if (details.ok()) benchmark::DoNotOptimize((*details)->summary.state.data());
        return details.status();
      }
      case corpus::Operation::kList: {
        const auto list = client_->ListContainers();
        if (list.ok() && (*list)->size() < kContainers) return absl::DataLossError("a list is too short");
        return list.status();
      }
      case corpus::Operation::kPing:
        return client_->Ping();
      case corpus::Operation::kCreate:
        return client_->CreateContainer(spec_).status();
    }
    return absl::OkStatus();
  }

  static std::vector<std::string> Ids() {
    std::vector<std::string> ids(kContainers);
    for (size_t i = 0; i < kContainers; ++i) ids[i] = corpus::Id(i);
    return ids;
  }
  static container_client::ContainerSpec Spec() {
    container_client::ContainerSpec spec;
    spec.image = "registry.example/service:1";
    spec.command = {"/bin/service"};
    return spec;
  }

  const size_t calls_;
  const std::vector<std::string> ids_ = Ids();
  const container_client::ContainerSpec spec_ = Spec();
  std::unique_ptr<Impl> client_;
  const std::vector<corpus::Call> mix_ = corpus::Mix(0, 1000, kContainers);
  std::atomic<size_t> next_ = 0;        // of the mix, for whoever calls next
  size_t until_ = 0;                    // of this Run()
  std::vector<absl::Status> statuses_;  // by caller
  absl::Status status_;
  std::barrier<> begin_{static_cast<ptrdiff_t>(statuses_.size())};
  std::barrier<> end_{static_cast<ptrdiff_t>(statuses_.size())};
  std::vector<std::jthread> threads_;
};

constexpr auto kRun = [](benchmark::State& state, auto& fixture) {
  const double before_us = ProcessCpuUs();
  for (auto _ : state) {
    if (const absl::Status status = fixture->Run(); !status.ok()) return state.SkipWithError(status.ToString());
  }
  const auto requests = state.iterations() * static_cast<int64_t>(fixture->requests());
  state.counters["cpu_us_per_request"] = (ProcessCpuUs() - before_us) / static_cast<double>(requests);
  state.SetItemsProcessed(requests);
};

constexpr auto kAnswer = [](auto& fixture) { return fixture->Answer(); };

// Measures 20 requests of N callers, all at once, to an engine that answers each 50 us after it came: 50 % inspections
// of 100 containers by Zipf's law, 20 % lists of all (69 KB), 20 % pings, 10 % creations, each of which changes the
// list. The counter is the CPU time of all of the client's threads. Does not measure: what others change meanwhile, an
// engine that is busy (which makes every request that is not sent count for more), or connecting, but for the baseline.
const int kMix = pawl::ForEachImpl<Clients>(
    "container_client/Mix", "callers", {1, 16},
    []<typename Impl>(size_t callers) { return std::make_unique<Case<Impl>>(QuickEngine(), callers, 20); }, kRun,
    kAnswer, pawl::JudgedBy::kWallTime);

// Measures the same with an engine that takes 2 ms for each. Does not measure: as Mix.
const int kMixSlow = pawl::ForEachImpl<Clients>(
    "container_client/MixSlow", "callers", {16},
    []<typename Impl>(size_t callers) { return std::make_unique<Case<Impl>>(SlowEngine(), callers, 20); }, kRun,
    kAnswer, pawl::JudgedBy::kWallTime);

// Measures descriptions of N containers, by id. Does not measure: answers that are kept.
const int kDescribe = pawl::ForEachImpl<impls::ImplList<Baseline, container_client::Optimized>>(
    "container_client/Describe", "containers", {20},
    []<typename Impl>(size_t containers) {
      auto fixture = std::make_unique<Case<Impl>>(QuickEngine(), 1, 1);
      return std::pair(std::move(fixture), std::vector<std::string>(containers));
    },
    [](benchmark::State& state, auto& input) {
      auto& [fixture, ids] = input;
      if (!fixture->status().ok()) return state.SkipWithError(fixture->status().ToString());
      for (size_t i = 0; i < ids.size(); ++i) ids[i] = fixture->ids()[i];
      for (auto _ : state) {
        for (const auto& description : fixture->client().DescribeContainers(ids)) {
          if (!description.ok()) return state.SkipWithError(description.status().ToString());
        }
      }
    },
    [](auto& input) {
      std::string answer;
      for (const auto& description : input.first->client().DescribeContainers(input.first->ids())) {
        answer += description.ok() ? description->name + description->state : description.status().ToString();
      }
      return answer;
    },
    pawl::JudgedBy::kWallTime);

// Measures inspections of N containers that were inspected before, and that nothing was heard of since. Does not
// measure: asking the engine, which is Mix; or the answers' age, which makes them be asked for again.
const int kInspectKept = pawl::ForEachImpl<impls::ImplList<Keeping>>(
    "container_client/InspectKept", "containers", {100},
    []<typename Impl>(size_t) { return std::make_unique<Case<Impl>>(QuickEngine(), 1, 1); },
    [](benchmark::State& state, auto& fixture) {
      if (!fixture->status().ok()) return state.SkipWithError(fixture->status().ToString());
      for (auto _ : state) {
        for (const std::string& id : fixture->ids()) {
          benchmark::DoNotOptimize(fixture->client().InspectContainer(id));
        }
      }
      state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(fixture->ids().size()));
    },
    [](auto& fixture) { return fixture->Answer(); });

}  // namespace
