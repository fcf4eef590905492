#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "benchmark/benchmark.h"
#include "impls/log_aggregator/impls.h"
#include "impls/log_aggregator/peers/spdlog_peers.h"
#include "tools/perf/for_each_impl.h"

namespace {

using log_aggregator::Baseline;
using log_aggregator::Fd;
using log_aggregator::Optimized;
namespace corpus = log_aggregator::corpus;
namespace peers = log_aggregator::peers;

using Loggers = impls::ImplList<Baseline, Optimized, peers::SpdlogSync, peers::SpdlogAsync>;

constexpr size_t kSources = 64;
constexpr size_t kMessages = 10'000;

// A logger, what it logs, and the file that it writes, which lies in memory: writing to it costs what it costs to write
// to the page cache, and no disk takes part.
template <typename Impl>
class Case {
 public:
  explicit Case(size_t producers) : producers_(producers) {
    // Two descriptors of one file have one offset, and emptying the file leaves it where it is.
    if (fcntl(file_.get(), F_SETFL, O_APPEND) != 0) status_ = absl::ErrnoToStatus(errno, "cannot append to the file");
    log_aggregator::Options options;
    options.file = file_.get();
    log_ = Impl::Make(options).value();
    for (const std::string& name : corpus::Names(kSources)) sources_.push_back(log_->AddSource(name).value());
    for (const std::string& text : texts_) templates_.push_back(log_->AddTemplate(text).value());
    // Twice, so that what is measured is the steady state.
    for (int round = 0; round < 2; ++round) status_.Update(Run());
  }

  Impl& log() { return *log_; }
  const auto& sources() const { return sources_; }
  const absl::Status& status() const { return status_; }

  // All messages, each producer its own sources', until they are in the file.
  absl::Status Run() {
    Empty();
    {
      std::vector<std::jthread> others;
      for (size_t producer = 1; producer < producers_; ++producer) {
        others.emplace_back([this, producer] { Produce(producer); });
      }
      Produce(0);
    }
    return log_->Flush();
  }

  // The lines of each source in order, without times, and how many there are.
  std::string Answer() {
    status_.Update(Run());
    if (!status_.ok()) return status_.ToString();
    std::string bytes(static_cast<size_t>(lseek(file_.get(), 0, SEEK_END)), '\0');
    if (pread(file_.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return "cannot read";
    std::vector<size_t> digests(kSources);
    size_t lines = 0;
    const std::vector<std::string> names = corpus::Names(kSources);
    for (const std::string& text : corpus::SplitLines(bytes)) {
      corpus::Line line;
      if (!corpus::ReadLine(text, line)) return "not a line: " + text;
      const size_t source = std::stoul(line.source.substr(std::string("//services/step").size()));
      const std::string rest = line.severity + line.source + line.text;
      digests[source] = digests[source] * 31 + std::hash<std::string>()(rest);
      ++lines;
    }
    std::string answer = std::to_string(lines) + " lines";
    for (const size_t digest : digests) answer += " " + std::to_string(digest);
    return answer;
  }

 private:
  void Empty() {
    if (ftruncate(file_.get(), 0) != 0) status_.Update(absl::ErrnoToStatus(errno, "cannot empty the file"));
  }

  void Produce(size_t producer) {
    for (const corpus::Call& call : calls_) {
      if (call.source % producers_ != producer) continue;
      log_->Log(call.severity, sources_[call.source], templates_[call.message], call.count, call.ms, call.text);
    }
  }

  size_t producers_;
  std::vector<corpus::Call> calls_ = corpus::Calls(11, kMessages, kSources);
  std::vector<std::string> texts_ = corpus::Templates();
  Fd file_ = Fd(memfd_create("log", MFD_CLOEXEC));
  std::unique_ptr<Impl> log_;
  std::vector<typename Impl::Source> sources_;
  std::vector<typename Impl::Template> templates_;
  absl::Status status_;
};

// Of all threads.
double ProcessCpuNs() {
  timespec spent = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) * 1e9 + static_cast<double>(spent.tv_nsec);
}

constexpr auto kMake = []<typename Impl>(int64_t producers) {
  return std::make_unique<Case<Impl>>(static_cast<size_t>(producers));
};

// Measures 10,000 messages of a build, of 64 sources and 40 templates, until all are in a file in memory. The counter
// is the CPU time of all threads together. Does not measure: a disk, a terminal, how long one call takes (see
// log_aggregator/Call), or more producers than CPUs.
const int kUntilWritten = pawl::ForEachImpl<Loggers>(
    "log_aggregator/UntilWritten", "producers", {1, 2, 4}, kMake,
    [](benchmark::State& state, auto& fixture) {
      const double before_ns = ProcessCpuNs();
      for (auto _ : state) {
        if (const absl::Status status = fixture->Run(); !status.ok()) {
          return state.SkipWithError(std::string(status.message()));
        }
      }
      const auto messages = state.iterations() * static_cast<int64_t>(kMessages);
      state.counters["cpu_ns_per_message"] = (ProcessCpuNs() - before_ns) / static_cast<double>(messages);
      state.SetItemsProcessed(messages);
    },
    [](auto& fixture) { return fixture->Answer(); }, pawl::JudgedBy::kWallTime);

// Measures asking for the last five lines of each of 64 sources. The counter is what is held for that all the time.
// Does not measure: keeping them, which is part of log_aggregator/UntilWritten.
const int kTail = pawl::ForEachImpl<log_aggregator::Impls>(
    "log_aggregator/Tail", "producers", {1}, kMake,
    [](benchmark::State& state, auto& fixture) {
      if (!fixture->status().ok()) return state.SkipWithError(fixture->status().ToString());
      for (auto _ : state) {
        for (const auto& source : fixture->sources()) benchmark::DoNotOptimize(fixture->log().Tail(source));
      }
      state.counters["retained_bytes"] = static_cast<double>(fixture->log().RetainedBytes());
    },
    [](auto& fixture) {
      size_t bytes = 0;
      for (const auto& source : fixture->sources()) {
        for (const std::string& line : fixture->log().Tail(source)) bytes += line.size();
      }
      return std::to_string(bytes);
    });

}  // namespace
