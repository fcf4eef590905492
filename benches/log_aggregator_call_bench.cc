#include <fcntl.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "benchmark/benchmark.h"
#include "impls/log_aggregator/impls.h"
#include "impls/log_aggregator/peers/spdlog_peers.h"
#include "tools/perf/for_each_impl.h"

namespace {

using log_aggregator::Severity;
namespace peers = log_aggregator::peers;

using Loggers =
    impls::ImplList<log_aggregator::Baseline, log_aggregator::Optimized, peers::SpdlogSync, peers::SpdlogAsync>;

using Clock = std::chrono::steady_clock;

// How often a call took how many nanoseconds.
class Histogram {
 public:
  void Add(Clock::duration took) {
    const auto ns = static_cast<size_t>(std::chrono::nanoseconds(took).count());
    ++counts_[std::min(ns, counts_.size() - 1)];
    ++calls_;
  }

  // The time within which this share of the calls was done.
  double Quantile(double share) const {
    auto left = static_cast<uint64_t>(share * static_cast<double>(calls_));
    size_t ns = 0;
    while (ns + 1 < counts_.size() && counts_[ns] <= left) left -= counts_[ns++];
    return static_cast<double>(ns);
  }

 private:
  std::vector<uint64_t> counts_ = std::vector<uint64_t>(100'000);
  uint64_t calls_ = 0;
};

// What no logger is faster than: 48 bytes to the next place of a ring whose pages are there.
class CopyRing {
 public:
  void Put(const std::array<char, 48>& bytes) {
    std::memcpy(ring_.data() + at_, bytes.data(), bytes.size());
    at_ = (at_ + 64) % ring_.size();
  }

 private:
  std::vector<char> ring_ = std::vector<char>(size_t{64} << 10);
  size_t at_ = 0;
};

template <typename Impl>
struct Case {
  log_aggregator::Fd file = log_aggregator::Fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
  std::unique_ptr<Impl> log;
  typename Impl::Source source;
  typename Impl::Template message;
  CopyRing copies;
  Histogram empty_calls, copy_calls, log_calls;

  Case() {
    log_aggregator::Options options;
    options.file = file.get();
    log = Impl::Make(options).value();
    source = log->AddSource("//services/step1:image").value();
    message = log->AddTemplate("request {} took {} ms for {}").value();
  }

  bool Log(int64_t i) {
    return log->Log(Severity::kInfo, source, message, i, 0.25, std::string_view("15 characters.."));
  }
};

template <typename Call>
void Time(Histogram& histogram, Call call) {
  const Clock::time_point begin = Clock::now();
  call();
  histogram.Add(Clock::now() - begin);
}

constexpr auto kMake = []<typename Impl>(int64_t) { return std::make_unique<Case<Impl>>(); };

constexpr auto kAnswer = [](auto& fixture) {
  const bool is_accepted = fixture->Log(0);
  return std::to_string(is_accepted) + fixture->log->Flush().ToString();
};

double CallerCpuNs() {
  timespec spent = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e9 + static_cast<double>(spent.tv_nsec);
}

// Measures 400 calls and a Flush(), whose messages, 30 KiB of them, wake nobody before the flush does. The file is
// /dev/null. The counter is the CPU time of the thread that logs, its share of the flush included.
// Does not measure: a queue that is full, or several threads (see log_aggregator/UntilWritten).
const int kBurst = pawl::ForEachImpl<Loggers>(
    "log_aggregator/Burst", "messages", {400}, kMake,
    [](benchmark::State& state, auto& fixture) {
      const double before_ns = CallerCpuNs();
      for (auto _ : state) {
        for (int64_t i = 0; i < 400; ++i) fixture->Log(i);
        if (const absl::Status status = fixture->log->Flush(); !status.ok())
          return state.SkipWithError(status.ToString());
      }
      const auto messages = state.iterations() * 400;
      state.counters["caller_ns_per_message"] = (CallerCpuNs() - before_ns) / static_cast<double>(messages);
      state.SetItemsProcessed(messages);
    },
    kAnswer, pawl::JudgedBy::kWallTime);

// Measures batches of 20 calls with a pause of 20 us between them, each call by itself, and between them a copy of 48
// bytes and an empty call, which is what reading the clock takes. All figures are counters and include that; the time
// of an iteration is mostly the pause. Does not measure: calls that wait for room, or calls of several threads to one
// source.
const int kCall = pawl::ForEachImpl<Loggers>(
    "log_aggregator/Call", "batch", {20}, kMake,
    [](benchmark::State& state, auto& fixture) {
      std::array<char, 48> bytes = {};
      for (auto _ : state) {
        for (int64_t i = 0; i < 20; ++i) {
          Time(fixture->empty_calls, [] {});
          Time(fixture->copy_calls, [&] {
            benchmark::DoNotOptimize(bytes);
            fixture->copies.Put(bytes);
            benchmark::ClobberMemory();
          });
          Time(fixture->log_calls, [&] { fixture->Log(i); });
        }
        const Clock::time_point pause_end = Clock::now() + std::chrono::microseconds(20);
        while (Clock::now() < pause_end) {
        }
      }
      state.counters["empty_p50_ns"] = fixture->empty_calls.Quantile(0.5);
      state.counters["copy_p50_ns"] = fixture->copy_calls.Quantile(0.5);
      state.counters["copy_p99_ns"] = fixture->copy_calls.Quantile(0.99);
      state.counters["p50_ns"] = fixture->log_calls.Quantile(0.5);
      state.counters["p99_ns"] = fixture->log_calls.Quantile(0.99);
      state.counters["p999_ns"] = fixture->log_calls.Quantile(0.999);
      state.counters["p99_ratio"] = fixture->log_calls.Quantile(0.99) / fixture->copy_calls.Quantile(0.99);
    },
    kAnswer, pawl::JudgedBy::kWallTime);

}  // namespace
