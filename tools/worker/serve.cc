#include "tools/worker/serve.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "benchmark/benchmark.h"
#include "tools/worker/allocation_counter.h"
#include "tools/worker/answers.h"
#include "tools/worker/copy.h"
#include "tools/worker/instructions.h"
#include "tools/worker/loop_window.h"
#include "tools/worker/process_facts.h"
#include "tools/worker/protocol.h"
#include "tools/worker/recorded_sizes.h"
#include "tools/worker/results_stream.h"
#include "tools/worker/slice.h"

// What every object that gcc compiled for coverage calls at its start; null in a program without such an object.
extern "C" void __gcov_init(void*) __attribute__((weak));  // NOLINT(bugprone-reserved-identifier)

namespace pawl {
namespace {

using Fields = std::vector<std::string>;

constexpr int64_t kMaxStackBytes = 1 << 20;  // far above what a driver asks for, far below the stack's own limit

Fields Failed(const std::string& message) { return {"failed", message}; }

// The shortest text that reads back as the same number.
std::string Shortest(double value) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

// The preloaded counter's functions; all null in a process without it.
struct Counter {
  PawlCounterControl reset = nullptr;
  PawlCounterControl begin = nullptr;
  PawlCounterControl end = nullptr;
  PawlCounterRead read = nullptr;

  bool Present() const { return reset != nullptr && begin != nullptr && end != nullptr && read != nullptr; }
};

Counter FindCounter() {
  Counter counter;
  // Not even looked for where instructions are counted: each search in vain leaves a message in the heap that holds the
  // binary's path, and moves what the benchmark allocates by the length of that.
  if (UnderCallgrind()) return counter;
  counter.reset = reinterpret_cast<PawlCounterControl>(dlsym(RTLD_DEFAULT, "pawl_counter_reset"));
  counter.begin = reinterpret_cast<PawlCounterControl>(dlsym(RTLD_DEFAULT, "pawl_counter_begin"));
  counter.end = reinterpret_cast<PawlCounterControl>(dlsym(RTLD_DEFAULT, "pawl_counter_end"));
  counter.read = reinterpret_cast<PawlCounterRead>(dlsym(RTLD_DEFAULT, "pawl_counter_read"));
  return counter;
}

// A known allocation by each of malloc and operator new must be seen: a counter that sees nothing would report zero
// allocations, the best number there is.
std::string CounterState(const Counter& counter) {
  if (!counter.Present()) return "absent";
  counter.reset();
  counter.begin();
  void* block = std::malloc(40);
  benchmark::DoNotOptimize(block);
  std::free(block);
  char* object = new char[24];
  benchmark::DoNotOptimize(object);
  delete[] object;
  counter.end();
  PawlAllocations seen;
  counter.read(&seen);
  return seen.allocations == 2 && seen.allocated_bytes == 64 && seen.live_bytes == 0 ? "present" : "blind";
}

bool Covered() { return &__gcov_init != nullptr; }

std::optional<int64_t> ParseNumber(const Fields& request, size_t index) {
  if (index >= request.size()) return std::nullopt;
  const std::string& text = request[index];
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

class Server {
 public:
  Server() : counter_(FindCounter()), cases_(ListCases()) {
    if (!UnderCallgrind()) return;
    // Valgrind translates code where it is first run, and a copy inherits the translations: 0.1 s less for each.
    StartCounting();
    RunNothing();
  }

  Fields Hello() const {
    return {"hello",
            std::to_string(kProtocolVersion),
#if defined(__clang__)
            "compiler=clang" + std::to_string(__clang_major__) + "." + std::to_string(__clang_minor__) + "." +
                std::to_string(__clang_patchlevel__),
#else
            "compiler=gcc" + std::to_string(__GNUC__) + "." + std::to_string(__GNUC_MINOR__) + "." +
                std::to_string(__GNUC_PATCHLEVEL__),
#endif
#if defined(_LIBCPP_VERSION)
            "library=libcxx" + std::to_string(_LIBCPP_VERSION),
#else
            "library=libstdcxx" + std::to_string(__GLIBCXX__),
#endif
#if defined(__x86_64__)
            "architecture=x86_64",
#elif defined(__aarch64__)
            "architecture=aarch64",
#else
            "architecture=other",
#endif
#if defined(__OPTIMIZE__) && defined(NDEBUG)
            "optimized=yes",
#else
            "optimized=no",
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(PAWL_SANITIZED)
            "sanitized=yes",
#else
            "sanitized=no",
#endif
            Covered() ? "coverage=yes" : "coverage=no",
            "benchmark=" + benchmark::GetBenchmarkVersion(),
            "counter=" + CounterState(counter_),
            UnderCallgrind() ? "valgrind=yes" : "valgrind=no",
            "libraries=" + LoadedLibraries(),
            "instruction_set=" + InstructionSetLevel(),
            "cpu_features=" + DispatchFeatures()};
  }

  const std::vector<RegisteredCase>& cases() const { return cases_; }

  Fields Answer(const Fields& request) {
    if (request[0] == "instructions" && request.size() > 1 && request[1] == "control")
      return ControlInstructions(request);
    const std::optional<int64_t> index = ParseNumber(request, 1);
    if (!index || *index >= static_cast<int64_t>(cases_.size())) return Failed("no case has this index");
    const RegisteredCase& registered = cases_[static_cast<size_t>(*index)];
    if (request[0] == "answer") return ComputeAnswer(registered);
    const std::optional<int64_t> n = ParseNumber(request, 2);
    if (!n || *n == 0) return Failed("the number of iterations must be positive");
    if (request[0] == "count") return Count(registered, *n);
    if (request[0] == "instructions") return Instructions(registered, *n);
    const std::optional<int64_t> warm_up = ParseNumber(request, 3);
    const std::optional<int64_t> stack_bytes = ParseNumber(request, 4);
    if (!warm_up) return Failed("the number of warm-up iterations is missing or no number");
    if (!stack_bytes || *stack_bytes > kMaxStackBytes) {
      return Failed("the stack offset is missing, no number or above " + std::to_string(kMaxStackBytes));
    }
    return Run(registered, *n, *warm_up, *stack_bytes);
  }

 private:
  static Fields ComputeAnswer(const RegisteredCase& registered) {
    const auto found = Answers().find(registered.name);
    if (found == Answers().end()) return {"no-answer"};
    return {"answer", found->second()};
  }

  static Fields Run(const RegisteredCase& registered, int64_t n, int64_t warm_up, int64_t stack_bytes) {
    if (warm_up > 0) RunSlice(registered, warm_up, stack_bytes);
    const auto start = std::chrono::steady_clock::now();
    const SliceOutcome slice = RunSlice(registered, n, stack_bytes);
    const auto call_ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
    if (!slice.error.empty()) return Failed(slice.error);
    Fields response{"slice", std::to_string(slice.iterations), std::to_string(slice.time_ns), std::to_string(call_ns)};
    for (const auto& [name, value] : slice.counters) response.push_back(name + "=" + Shortest(value));
    return response;
  }

  Fields Count(const RegisteredCase& registered, int64_t n) const {
    if (!counter_.Present()) return Failed("the allocation counter is not preloaded into this process");
    counter_.reset();
    SetLoopWindow({counter_.begin, counter_.end});
    const SliceOutcome slice = RunSlice(registered, n, 0);
    SetLoopWindow({});
    counter_.end();  // a loop left by return or break never finished
    if (!slice.error.empty()) return Failed(slice.error);
    PawlAllocations seen;
    counter_.read(&seen);
    return {"counted",
            std::to_string(slice.iterations),
            std::to_string(seen.allocations),
            std::to_string(seen.allocated_bytes),
            std::to_string(seen.peak_bytes),
            std::to_string(seen.live_bytes),
            std::to_string(seen.temporary),
            std::to_string(slice.time_ns)};
  }

  static Fields ControlInstructions(const Fields& request) {
    const std::optional<int64_t> n = ParseNumber(request, 2);
    if (!n || *n == 0) return Failed("the number of iterations must be positive");
    if (!UnderCallgrind()) return Failed(kNoCallgrind);
    const int64_t before = Dumps();
    RunControlLoop(*n);
    return Instructed(*n, before);
  }

  static Fields Instructions(const RegisteredCase& registered, int64_t n) {
    if (!UnderCallgrind()) return Failed(kNoCallgrind);
    const int64_t before = Dumps();
    SetLoopWindow(CountingWindow());
    const SliceOutcome slice = RunSlice(registered, n, StackBytesToPage());
    SetLoopWindow({});
    CloseCountingWindow();
    if (!slice.error.empty()) return Failed(slice.error);
    return Instructed(slice.iterations, before);
  }

  static Fields Instructed(int64_t iterations, int64_t dumps_before) {
    return {"instructed", std::to_string(iterations), std::to_string(dumps_before + 1), std::to_string(Dumps())};
  }

  static constexpr char kNoCallgrind[] = "this process does not run under valgrind, which counts its instructions";

  Counter counter_;
  std::vector<RegisteredCase> cases_;
};

bool WriteAll(int descriptor, const std::string& text) {
  for (size_t written = 0; written < text.size();) {
    const ssize_t wrote = write(descriptor, text.data() + written, text.size() - written);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    written += static_cast<size_t>(wrote);
  }
  return true;
}

// Requests are short and rare beside the slices they ask for: one byte at a time needs no buffer to carry over.
std::optional<std::string> ReadLine(int descriptor) {
  std::string line;
  char c = 0;
  while (true) {
    const ssize_t count = read(descriptor, &c, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

std::string ListText(const std::vector<RegisteredCase>& cases) {
  std::string text;
  for (const RegisteredCase& registered : cases) {
    text += FormatLine({"case", registered.clock == Clock::kCpu ? "cpu" : "wall", registered.name});
  }
  for (const RecordedSize& size : RecordedSizes()) {
    text += FormatLine({"sizeof", std::to_string(size.bytes), size.name});
  }
  return text + FormatLine({"end"});
}

}  // namespace

int Serve(int request_descriptor, int response_descriptor) {
  ResultsStream stream(request_descriptor, response_descriptor);
  Server server;
  bool is_copy = false;
  bool written = WriteAll(stream.response(), FormatLine(server.Hello()));
  while (written) {
    const std::optional<std::string> line = ReadLine(stream.request());
    const Fields request = line ? ParseLine(*line) : Fields{"quit"};
    std::string response;
    if (request[0] == "quit") {
      if (is_copy) EndCopy();
      return 0;
    }
    if (request[0] == "isolate") {
      std::string why = "a copy serves already";
      const Served served = is_copy ? Served::kCannotCopy : ServeByCopy(why);
      if (served == Served::kByCopy) continue;
      is_copy |= served == Served::kInCopy;
      response = FormatLine(served == Served::kInCopy ? Fields{"isolated"} : Failed(why));
    } else if (request[0] == "release") {
      response = FormatLine(is_copy ? Fields{"released"} : Failed("no copy serves"));
    } else if (request[0] == "list") {
      response = ListText(server.cases());
    } else if (request[0] == "run" || request[0] == "count" || request[0] == "instructions" || request[0] == "answer") {
      response = FormatLine(server.Answer(request));
    } else {
      response = FormatLine(Failed("unknown request: " + request[0]));
    }
    bool ends = is_copy && request[0] == "release";
    if (const int64_t stray = stream.StrayBytes(); stray > 0) {
      ends |= is_copy && request[0] == "isolate";  // to the driver there is no copy
      response = FormatLine(Failed("the benchmark wrote " + std::to_string(stray) +
                                   " bytes into the results stream (descriptor " + std::to_string(response_descriptor) +
                                   "): it may print to standard output, or to a file of its own"));
    }
    written = WriteAll(stream.response(), response);
    if (ends) EndCopy();
  }
  return 1;
}

}  // namespace pawl
