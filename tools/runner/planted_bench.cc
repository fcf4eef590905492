// Benchmarks with known costs and known faults, for the tests of the worker and of those who drive it. Names say what
// is planted.
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "benchmark/benchmark.h"
#include "tools/perf/for_each_impl.h"

namespace {

// Hides an allocation from the optimizer, which may otherwise remove it together with its release.
template <typename T>
T* Kept(T* block) {
  // Not DoNotOptimize: gcc 12 with -fsanitize=undefined -O1 loses the value behind its "+m,r" operand, and frees a
  // block twice.
  T* volatile kept = block;
  return kept;
}

struct Baseline {
  static constexpr char kName[] = "baseline";
};
struct Wordy {
  static constexpr char kName[] = "wordy";
};
template <typename... Impl>
struct Impls {};

const int kSevenBlocks = pawl::ForEachImpl<Impls<Baseline, Wordy>>(
    "planted/SevenBlocks", "start_up", {0, 1000},
    []<typename Impl>(int start_up_blocks) {
      std::vector<std::unique_ptr<char[]>> blocks;
      for (int i = 0; i < start_up_blocks; ++i) blocks.push_back(std::make_unique<char[]>(100));
      return blocks;
    },
    [](benchmark::State& state, auto& /*blocks*/) {
      // Seven blocks of 64 bytes, three of the seven temporary: freed before anything else is allocated or freed.
      for (auto _ : state) {
        std::array<char*, 4> held;
        for (char*& block : held) block = Kept(new char[64]);
        for (int i = 0; i < 3; ++i) delete[] Kept(new char[64]);
        for (char* block : held) delete[] block;
      }
    },
    [](auto& blocks) { return std::to_string(blocks.size()) + "\tblocks\nin \\ all"; });

// Whose work is another thread's.
const int kHelped = pawl::ForEachImpl<Impls<Baseline>>(
    "planted/Helped", "blocks", {3}, []<typename Impl>(int blocks) { return blocks; },
    [](benchmark::State& state, int& blocks) {
      for (auto _ : state) {
        std::thread helper([&] { benchmark::DoNotOptimize(blocks); });
        helper.join();
      }
    },
    [](int& blocks) { return std::to_string(blocks); }, pawl::JudgedBy::kWallTime);

void LeaksAByte(benchmark::State& state) {
  static std::vector<char*>* leaked = new std::vector<char*>();
  leaked->reserve(1 << 20);
  for (auto _ : state) leaked->push_back(Kept(new char[1]));
}
BENCHMARK(LeaksAByte);

// 10 + 20 + 40 + 50 + 60 + 70 + 4 = 254 bytes in seven calls, the realloc among them.
void CLibraryBlocks(benchmark::State& state) {
  for (auto _ : state) {
    void* grown = std::realloc(Kept(std::malloc(10)), 20);
    void* zeroed = Kept(std::calloc(4, 10));
    void* aligned = nullptr;
    if (posix_memalign(&aligned, 64, 50) != 0) state.SkipWithError("posix_memalign failed");
    void* also_aligned = Kept(aligned_alloc(64, 60));
    void* memaligned = Kept(memalign(64, 70));
    char* copied = Kept(strdup("abc"));
    for (void* block : {Kept(grown), zeroed, Kept(aligned), also_aligned, memaligned, static_cast<void*>(copied)}) {
      std::free(block);
    }
  }
}
BENCHMARK(CLibraryBlocks);

// A null from realloc leaves the old block alive.
void ReallocFails(benchmark::State& state) {
  volatile size_t too_much = std::numeric_limits<size_t>::max() / 2;
  for (auto _ : state) {
    void* block = Kept(std::malloc(100));
    void* larger = std::realloc(block, too_much);
    std::free(larger != nullptr ? larger : block);
  }
}
BENCHMARK(ReallocFails);

void AllocatesInAnotherThread(benchmark::State& state) {
  for (auto _ : state) {
    std::thread([] { delete[] Kept(new char[3000]); }).join();
  }
}
BENCHMARK(AllocatesInAnotherThread);

void AllocatesBesideTheLoop(benchmark::State& state) {
  std::vector<std::unique_ptr<char[]>> before;
  for (int i = 0; i < 100; ++i) before.push_back(std::make_unique<char[]>(100));
  for (auto _ : state) benchmark::DoNotOptimize(before.data());
  std::vector<std::unique_ptr<char[]>> after;
  for (int i = 0; i < 100; ++i) after.push_back(std::make_unique<char[]>(100));
}
BENCHMARK(AllocatesBesideTheLoop);

// A fault strikes when the process has done this many iterations of its case.
constexpr int kFaultAfter = 10;

template <typename Fault>
void RunUntil(benchmark::State& state, int& iterations, Fault fault) {
  for (auto _ : state) {
    if (iterations++ == kFaultAfter) fault();
  }
}

void Segfaults(benchmark::State& state) {
  static int iterations = 0;
  RunUntil(state, iterations, [] {
    std::signal(SIGSEGV, SIG_DFL);  // a sanitizer would turn the signal into an exit
    std::raise(SIGSEGV);
  });
}
BENCHMARK(Segfaults);

void Aborts(benchmark::State& state) {
  static int iterations = 0;
  RunUntil(state, iterations, [] {
    std::fputs("planted: the invariant does not hold\n", stderr);
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  });
}
BENCHMARK(Aborts);

void ExitsQuietly(benchmark::State& state) {
  static int iterations = 0;
  RunUntil(state, iterations, [] { _exit(0); });
}
BENCHMARK(ExitsQuietly);

void Hangs(benchmark::State& state) {
  static int iterations = 0;
  RunUntil(state, iterations, [] {
    while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
  });
}
BENCHMARK(Hangs);

void SkipsItself(benchmark::State& state) {
  state.SkipWithError("the input\tis\nmissing");
  for (auto _ : state) {
  }
}
BENCHMARK(SkipsItself);

// Cases whose iterations the worker must not change: every one is counted in a file-scope counter that an answer shows.
int64_t spins = 0;

void Spins(benchmark::State& state) {
  for (auto _ : state) {
    ++spins;
    benchmark::DoNotOptimize(spins);
  }
}
BENCHMARK(Spins);
BENCHMARK(Spins)->Name("FixedIterations")->Iterations(5);
BENCHMARK(Spins)->Name("Repeats")->Repetitions(2);
BENCHMARK(Spins)->Name("OnTheWall")->UseRealTime();

const bool kSpinsAnswer = [] {
  pawl::Answers()["Spins"] = [] { return std::to_string(spins); };
  return true;
}();

// Counters of every kind: 3 by itself, 2 per iteration, and a name that looks like a field of the protocol.
void Counts(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(&state);
  const auto n = static_cast<double>(state.iterations());
  state.counters["plain"] = 3;
  state.counters["per_iteration"] = benchmark::Counter(2 * n, benchmark::Counter::kAvgIterations);
  state.counters["a=b\tc"] = 0.1;
  state.counters["nan"] = std::numeric_limits<double>::quiet_NaN();
  state.counters["infinite"] = -std::numeric_limits<double>::infinity();
}
BENCHMARK(Counts);

// 2 x `steps` instructions and a few, the same on every run; `steps` is read from memory, so that nothing folds it.
void Steps(benchmark::State& state, int64_t steps) {
  volatile int64_t kept = steps;
  for (auto _ : state) {
    int64_t left = kept;
#if defined(__x86_64__)
    asm volatile("1: dec %0\njnz 1b" : "+r"(left) : : "cc");
#else
    for (volatile int64_t i = left; i > 0; i = i - 1) {
    }
#endif
  }
}
BENCHMARK_CAPTURE(Steps, ten_thousand, 10'000);
BENCHMARK_CAPTURE(Steps, one_percent_more, 10'100);

// Copies to the stack from half a page: glibc's memmove takes another turn where both lie at the same place in a page.
void Copies(benchmark::State& state) {
  auto* source = static_cast<char*>(aligned_alloc(4096, 8192));
  std::memset(source, 'x', 8192);
  for (auto _ : state) {
    std::array<char, 1000> local;
    volatile size_t at = 0;
    while (at < 2048) {
      std::memcpy(Kept(local.data()), source + at, 700);
      at = at + 64;
    }
  }
  std::free(source);
}
BENCHMARK(Copies);

// What one case leaves in the process makes another work more.
int64_t left_behind = 0;

void LeavesSomethingBehind(benchmark::State& state) {
  for (auto _ : state) left_behind += 1000;
}
BENCHMARK(LeavesSomethingBehind);

void PaysForWhatWasLeft(benchmark::State& state) { Steps(state, 100 + left_behind); }
BENCHMARK(PaysForWhatWasLeft);

void StartsUpForLong(benchmark::State& state) {
  int64_t sum = 0;
  for (int64_t i = 0; i < 100'000; ++i) benchmark::DoNotOptimize(sum += i);
  Steps(state, 10'000);
}
BENCHMARK(StartsUpForLong);

void InThreads(benchmark::State& state) {
  for (auto _ : state) delete[] Kept(new char[16]);
}
BENCHMARK(InThreads)->Threads(2);

void TimesItself(benchmark::State& state) {
  for (auto _ : state) state.SetIterationTime(0.001);
}
BENCHMARK(TimesItself)->UseManualTime();

void Pauses(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    delete[] Kept(new char[32]);  // paused regions are counted
    state.ResumeTiming();
  }
}
BENCHMARK(Pauses);

class Prepared : public benchmark::Fixture {
 public:
  void SetUp(benchmark::State& state) override { numbers_.assign(static_cast<size_t>(state.range(0)), 1); }
  void TearDown(benchmark::State& /*state*/) override { numbers_.clear(); }

 protected:
  std::vector<int> numbers_;
};
BENCHMARK_DEFINE_F(Prepared, HoldsItsArgument)(benchmark::State& state) {
  if (static_cast<int64_t>(numbers_.size()) != state.range(0)) state.SkipWithError("SetUp did not run");
  for (auto _ : state) delete[] Kept(new int[numbers_.size()]);
}
BENCHMARK_REGISTER_F(Prepared, HoldsItsArgument)->Arg(8)->Arg(64)->ArgName("ints");

template <typename T>
void Template(benchmark::State& state) {
  for (auto _ : state) delete[] Kept(new T[8]);
}
BENCHMARK(Template<int>);
BENCHMARK(Template<char>)->Name("a.c(+)*[x]{2}|^$\\d?");
BENCHMARK(Template<double>)->Name("abc(+)*[x]{2}|^$\\d?");

struct TwoNumbers {
  int64_t numbers[2];
};
const int kTwoNumbers = pawl::RecordSizeof<TwoNumbers>("planted/TwoNumbers");

// A line that would pass for a response, were it read.
void ForgesAResponse(benchmark::State& state) {
  for (auto _ : state) {
    constexpr char kForged[] = "slice\t1\t1\t1\n";
    if (write(4, kForged, sizeof(kForged) - 1) < 0) state.SkipWithError("nothing stands at descriptor 4");
  }
}
BENCHMARK(ForgesAResponse);

void PrintsALot(benchmark::State& state) {
  for (auto _ : state) {
    for (int i = 0; i < 2000; ++i) std::puts("slice\t1\t1\t1\nhello\t1\nno line of this is a response");
  }
  std::fflush(stdout);
}
BENCHMARK(PrintsALot);

}  // namespace
