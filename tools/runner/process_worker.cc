#include "tools/runner/process_worker.h"

#include <sched.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/runner/child.h"
#include "tools/runner/dump_reader.h"
#include "tools/runner/fresh_files.h"
#include "tools/runner/valgrind.h"
#include "tools/runner/worker_environment.h"
#include "tools/worker/protocol.h"

namespace pawl {
namespace {

using Fields = std::vector<std::string>;

template <typename Number>
bool Parse(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

class ProcessWorker : public Worker {
 public:
  ProcessWorker(Child child, std::chrono::milliseconds timeout) : child_(std::move(child)), timeout_(timeout) {
    CPU_ZERO(&all_cpus_);
    sched_getaffinity(0, sizeof(all_cpus_), &all_cpus_);
  }

  // Reads the greeting and the list of cases.
  absl::Status Greet() {
    constexpr char kNoGreeting[] =
        "the binary did not greet as a worker: link it with //tools/worker instead of benchmark_main";
    absl::StatusOr<Fields> hello = Read();
    if (!hello.ok())
      return absl::AbortedError(fmt::format("{}. {}", kNoGreeting, std::string(hello.status().message())));
    if (hello->size() < 2 || (*hello)[0] != "hello" || !Parse((*hello)[1], version_)) {
      return absl::AbortedError(kNoGreeting);
    }
    if (version_ < kOldestProtocolVersion || version_ > kProtocolVersion) {
      return absl::AbortedError(
          fmt::format("the worker speaks protocol {}, this runner {} to {}: rebuild the benchmark", version_,
                      kOldestProtocolVersion, kProtocolVersion));
    }
    for (size_t i = 2; i < hello->size(); ++i) {
      const size_t split = (*hello)[i].find('=');
      if (split != std::string::npos) facts_[(*hello)[i].substr(0, split)] = (*hello)[i].substr(split + 1);
    }
    return ReadCases();
  }

  const std::map<std::string, std::string>& Facts() const override { return facts_; }
  const std::vector<WorkerCase>& Cases() const override { return cases_; }
  const std::vector<WorkerSize>& Sizes() const override { return sizes_; }

  absl::StatusOr<Slice> Run(size_t case_index, int64_t iterations, int64_t warm_up, int64_t stack_bytes) override {
    const auto response = Ask({"run", std::to_string(case_index), std::to_string(iterations), std::to_string(warm_up),
                               std::to_string(stack_bytes)},
                              "slice", 4);
    if (!response.ok()) return response.status();
    Slice slice;
    if (!Parse((*response)[1], slice.iterations) || !Parse((*response)[2], slice.time_ns) ||
        !Parse((*response)[3], slice.call_ns)) {
      return Garbled(*response);
    }
    for (size_t i = 4; i < response->size(); ++i) {
      const std::string& field = (*response)[i];
      const size_t split = field.rfind('=');
      if (split == std::string::npos || !Parse(field.substr(split + 1), slice.counters[field.substr(0, split)])) {
        return Garbled(*response);
      }
    }
    return slice;
  }

  absl::StatusOr<AllocationCount> Count(size_t case_index, int64_t iterations) override {
    const auto start = std::chrono::steady_clock::now();
    const auto response = Ask({"count", std::to_string(case_index), std::to_string(iterations)}, "counted", 6);
    if (!response.ok()) return response.status();
    AllocationCount count;
    count.time_ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    if (!Parse((*response)[1], count.iterations) || !Parse((*response)[2], count.allocations) ||
        !Parse((*response)[3], count.allocated_bytes) || !Parse((*response)[4], count.peak_bytes) ||
        !Parse((*response)[5], count.grown_bytes)) {
      return Garbled(*response);
    }
    if (int64_t temporary = 0; response->size() > 6) {
      if (!Parse((*response)[6], temporary)) return Garbled(*response);
      count.temporary_allocations = temporary;
    }
    if (response->size() > 7 && !Parse((*response)[7], count.time_ns)) return Garbled(*response);
    return count;
  }

  absl::StatusOr<InstructionCount> CountInstructions(size_t case_index, int64_t iterations) override {
    return Instructions(std::to_string(case_index), iterations);
  }

  // Makes this a worker that counts instructions: `dumps` are the files that its valgrind writes. Fails if it can't, or
  // if it does not see a loop that is known: a counter that sees nothing would report zero instructions, the best
  // number there is.
  absl::Status Instrument(const std::string& version, DumpReader dumps) {
    if (version_ < kInstructionsSince) {
      return absl::UnavailableError(
          fmt::format("the worker speaks protocol {}, which counts no instructions: rebuild the benchmark", version_));
    }
    if (facts_["valgrind"] != "yes") {
      return absl::InternalError("the worker runs under valgrind " + version + ", but does not see it" +
                                 child_.LastWords());
    }
    facts_["valgrind"] = version;
    dumps_.emplace(std::move(dumps));
    constexpr int64_t kLoops = 1000;
    const absl::StatusOr<InstructionCount> once = Instructions("control", kLoops);
    if (!once.ok()) return once.status();
    const absl::StatusOr<InstructionCount> twice = Instructions("control", 2 * kLoops);
    if (!twice.ok()) return twice.status();
    const int64_t seen = twice->instructions - once->instructions;
    constexpr int64_t kMostPerLoop = 20;  // a loop over a counter in memory takes 4 to 6
    if (seen >= 2 * kLoops && seen <= kMostPerLoop * kLoops) return absl::OkStatus();
    return absl::InternalError(
        fmt::format("callgrind counted {} instructions for a known loop of {} iterations, at least 2 each: its numbers "
                    "would mean nothing",
                    seen, kLoops));
  }

  absl::StatusOr<std::optional<std::string>> Answer(size_t case_index) override {
    const auto response = Ask({"answer", std::to_string(case_index)}, "", 1);
    if (!response.ok()) return response.status();
    if ((*response)[0] == "no-answer") return std::optional<std::string>();
    if ((*response)[0] != "answer" || response->size() != 2) return Garbled(*response);
    return std::optional<std::string>((*response)[1]);
  }

  absl::Status Isolate() override {
    if (version_ >= kIsolationSince) return Ask({"isolate"}, "isolated", 1).status();
    return absl::FailedPreconditionError(
        fmt::format("the worker speaks protocol {}, which isolates nothing: rebuild the benchmark", version_));
  }

  absl::Status Release() override { return Ask({"release"}, "released", 1).status(); }

  void PinTo(std::optional<int> cpu) override {
    cpu_set_t cpus = all_cpus_;
    if (cpu) {
      CPU_ZERO(&cpus);
      CPU_SET(static_cast<size_t>(*cpu), &cpus);
    }
    sched_setaffinity(child_.pid(), sizeof(cpus), &cpus);
  }

 private:
  absl::StatusOr<InstructionCount> Instructions(const std::string& of, int64_t iterations) {
    const auto response = Ask({"instructions", of, std::to_string(iterations)}, "instructed", 4);
    if (!response.ok()) return response.status();
    int64_t ran = 0;
    int64_t first = 0;
    int64_t last = 0;
    if (!dumps_ || !Parse((*response)[1], ran) || !Parse((*response)[2], first) || !Parse((*response)[3], last)) {
      return Garbled(*response);
    }
    absl::StatusOr<InstructionCount> count = dumps_->Read(ran, first, last);
    if (!count.ok()) {
      return absl::DataLossError(fmt::format("{}{}", std::string(count.status().message()), child_.LastWords()));
    }
    return count;
  }

  absl::StatusOr<Fields> Read() {
    absl::StatusOr<std::string> line = child_.ReadLine(timeout_);
    if (!line.ok()) return line.status();
    return ParseLine(*line);
  }

  absl::Status ReadCases() {
    if (absl::Status status = child_.Write(FormatLine({"list"})); !status.ok()) return status;
    while (true) {
      absl::StatusOr<Fields> line = Read();
      if (!line.ok()) return line.status();
      if ((*line)[0] == "end") return absl::OkStatus();
      if (line->size() != 3) return Garbled(*line);
      if ((*line)[0] == "sizeof") {
        WorkerSize size{(*line)[2]};
        if (!Parse((*line)[1], size.bytes) || size.bytes < 1) return Garbled(*line);
        sizes_.push_back(std::move(size));
        continue;
      }
      if ((*line)[0] != "case") return Garbled(*line);
      cases_.push_back({(*line)[2], (*line)[1] == "cpu" ? Clock::kCpu : Clock::kWall});
    }
  }

  // Sends a request and reads its response, which must start with `expected` (any if empty) and have `size` fields or
  // more.
  absl::StatusOr<Fields> Ask(const Fields& request, std::string_view expected, size_t size) {
    if (absl::Status status = child_.Write(FormatLine(request)); !status.ok()) return status;
    absl::StatusOr<Fields> response = Read();
    if (!response.ok()) return response.status();
    if ((*response)[0] == "failed") {
      return absl::FailedPreconditionError(response->size() > 1 ? (*response)[1] : "no reason given");
    }
    if ((!expected.empty() && (*response)[0] != expected) || response->size() < size) return Garbled(*response);
    return response;
  }

  static absl::Status Garbled(const Fields& response) {
    return absl::AbortedError(
        fmt::format("the worker answered with text that is no response: \"{}\"", fmt::join(response, " ")));
  }

  std::optional<DumpReader> dumps_;  // of a worker that counts instructions
  Child child_;
  std::chrono::milliseconds timeout_;
  int version_ = 0;
  cpu_set_t all_cpus_;
  std::map<std::string, std::string> facts_;
  std::vector<WorkerCase> cases_;
  std::vector<WorkerSize> sizes_;
};

class ProcessWorkerFactory : public WorkerFactory {
 public:
  explicit ProcessWorkerFactory(ProcessWorkerOptions options) : options_(std::move(options)) {}

  absl::StatusOr<std::unique_ptr<Worker>> Start(WorkerKind kind) override {
    if (kind == WorkerKind::kInstructions) {
      if (absl::Status status = FindTool(); !status.ok()) return status;
    }
    // The number has a fixed width, so that every worker has a path, and with it a stack, of the same size.
    const std::filesystem::path copy = options_.scratch / fmt::format("worker.{:06}", started_++);
    std::error_code error;
    std::filesystem::copy_file(options_.binary, copy, error);
    if (error) {
      return absl::NotFoundError(
          fmt::format("cannot copy {} to {}: {}", options_.binary.string(), copy.string(), error.message()));
    }
    if (kind == WorkerKind::kTiming) MakeFilesFresh(RunScratchIn(options_.scratch));
    Child::Command command;
    command.argv = {copy.string(), kWorkerFlag};
    const std::filesystem::path dumps = options_.scratch / (copy.filename().string() + ".callgrind");
    if (kind == WorkerKind::kInstructions) command.argv = UnderCallgrind(*valgrind_, dumps, command.argv);
    command.extra_environment = WorkerEnvironment(options_.scratch);
    if (kind == WorkerKind::kCounting) command.extra_environment.push_back("LD_PRELOAD=" + options_.counter.string());
    command.log = options_.scratch / "worker.log";
    command.folder = options_.folder;
    std::filesystem::remove(command.log, error);
    absl::StatusOr<Child> child = Child::Start(command);
    if (!child.ok()) {
      std::filesystem::remove(copy, error);
      return child.status();
    }
    auto worker = std::make_unique<ProcessWorker>(*std::move(child), std::chrono::seconds(options_.timeout_s));
    const absl::Status greeted = worker->Greet();
    std::filesystem::remove(copy, error);  // the process keeps its own reference
    if (!greeted.ok()) return greeted;
    if (kind == WorkerKind::kInstructions) {
      const absl::Status instrumented = worker->Instrument(valgrind_->version, DumpReader(dumps));
      if (!instrumented.ok()) return instrumented;
    }
    return worker;
  }

 private:
  absl::Status FindTool() {
    if (valgrind_) return absl::OkStatus();
    const char* path = std::getenv("PATH");
    absl::StatusOr<Valgrind> found = FindValgrind(path == nullptr ? "" : path, options_.scratch / "worker.log");
    if (!found.ok()) return found.status();
    valgrind_ = *std::move(found);
    return absl::OkStatus();
  }

  ProcessWorkerOptions options_;
  std::optional<Valgrind> valgrind_;
  int started_ = 0;
};

}  // namespace

std::unique_ptr<WorkerFactory> NewProcessWorkerFactory(ProcessWorkerOptions options) {
  return std::make_unique<ProcessWorkerFactory>(std::move(options));
}

}  // namespace pawl
