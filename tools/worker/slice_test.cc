#include "tools/worker/slice.h"

#include <atomic>

#include "benchmark/benchmark.h"
#include "gtest/gtest.h"
#include "tools/worker/loop_window.h"

namespace pawl {
namespace {

int64_t spins = 0;
int64_t set_ups = 0;
int64_t set_ups_in_window = 0;
bool in_window = false;

void Spins(benchmark::State& state) {
  ++set_ups;
  if (in_window) ++set_ups_in_window;
  for (auto _ : state) ++spins;
  if (in_window) ++set_ups_in_window;
}
BENCHMARK(Spins);
BENCHMARK(Spins)->Name("Spins/more");
BENCHMARK(Spins)->Name("Fixed")->Iterations(5);
BENCHMARK(Spins)->Name("Twice")->Repetitions(2);
BENCHMARK(Spins)->Name("Wall")->UseRealTime();

void Skips(benchmark::State& state) {
  state.SkipWithError("no input");
  for (auto _ : state) {
  }
}
BENCHMARK(Skips);

void InThreads(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(state.range(0));
}
BENCHMARK(InThreads)->Arg(1)->Threads(3);

void Counts(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(&state);
  const auto n = static_cast<double>(state.iterations());
  state.counters["plain"] = 3;
  state.counters["averaged"] = benchmark::Counter(2 * n, benchmark::Counter::kAvgIterations);
  state.counters["of_threads"] = benchmark::Counter(6, benchmark::Counter::kAvgThreads);
}
BENCHMARK(Counts);
BENCHMARK(Counts)->Name("CountsTwice")->Repetitions(2);
BENCHMARK(Counts)->Name("CountsInThreads")->Threads(3);

RegisteredCase Case(const std::string& name) {
  for (RegisteredCase& registered : ListCases()) {
    if (registered.name == name) return registered;
  }
  ADD_FAILURE() << "no case " << name;
  return {};
}

TEST(ListCases, NamesAreWholeInOrderOfRegistrationAndCarryTheirClock) {
  const std::vector<RegisteredCase> cases = ListCases();
  std::string names;
  for (const RegisteredCase& c : cases) names += c.name + (c.clock == Clock::kWall ? " wall\n" : "\n");
  EXPECT_EQ(names,
            "Spins\nSpins/more\nFixed/iterations:5\nTwice/repeats:2\nWall/real_time wall\nSkips\nInThreads/1/threads:3 "
            "wall\nCounts\nCountsTwice/repeats:2\nCountsInThreads/threads:3 wall\n");
}

TEST(RunSlice, RunsExactlyTheIterationsAskedFor) {
  for (const int64_t n : {1, 2, 3, 1000, 123457}) {
    const int64_t before = spins;
    const int64_t calls = set_ups;
    const SliceOutcome slice = RunSlice(Case("Spins"), n, 0);
    EXPECT_EQ(slice.error, "");
    EXPECT_EQ(slice.iterations, n);
    EXPECT_EQ(spins - before, n) << "no other case and no trial run";
    EXPECT_EQ(set_ups - calls, 1);
  }
}

TEST(RunSlice, SaysHowManyIterationsReallyRan) {
  const int64_t before = spins;
  EXPECT_EQ(RunSlice(Case("Fixed/iterations:5"), 100, 0).iterations, 5);
  EXPECT_EQ(spins - before, 5);
  EXPECT_EQ(RunSlice(Case("Twice/repeats:2"), 100, 0).iterations, 200);
  EXPECT_EQ(RunSlice(Case("InThreads/1/threads:3"), 100, 0).iterations, 300);
}

TEST(RunSlice, CountersAreThoseThatTheLibraryReports) {
  using Counters = std::map<std::string, double>;
  EXPECT_EQ(RunSlice(Case("Counts"), 100, 0).counters, (Counters{{"plain", 3}, {"averaged", 2}, {"of_threads", 6}}));
  EXPECT_EQ(RunSlice(Case("CountsTwice/repeats:2"), 100, 0).counters,
            (Counters{{"plain", 3}, {"averaged", 2}, {"of_threads", 6}}))
      << "the mean over repetitions, whatever their number";
  EXPECT_EQ(RunSlice(Case("CountsInThreads/threads:3"), 100, 0).counters,
            (Counters{{"plain", 9}, {"averaged", 2}, {"of_threads", 6}}))
      << "joined by addition, as the library does";
  EXPECT_EQ(RunSlice(Case("Spins"), 100, 0).counters, Counters());
}

TEST(RunSlice, ASkipAndAnUnknownNameAreErrorsAndTheNextSliceRuns) {
  EXPECT_EQ(RunSlice(Case("Skips"), 10, 0).error, "the benchmark skipped itself: no input");
  EXPECT_EQ(RunSlice({"Unknown", Clock::kCpu}, 10, 0).error, "the benchmark ran no iteration");
  EXPECT_EQ(RunSlice(Case("Spins"), 10, 4080).iterations, 10);
}

TEST(LoopWindow, OpensOncePerLoopAndHoldsNeitherSetUpNorTearDown) {
  static int begins = 0;
  static int ends = 0;
  static int64_t spins_at_begin = 0;
  static int64_t spins_at_end = 0;
  begins = ends = 0;
  SetLoopWindow({[] {
                   ++begins;
                   in_window = true;
                   spins_at_begin = spins;
                 },
                 [] {
                   ++ends;
                   in_window = false;
                   spins_at_end = spins;
                 }});
  RunSlice(Case("Spins"), 777, 0);
  EXPECT_EQ(begins, 1);
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(spins_at_end - spins_at_begin, 777);
  EXPECT_EQ(set_ups_in_window, 0);

  RunSlice(Case("Twice/repeats:2"), 10, 0);
  EXPECT_EQ(begins, 3) << "one window per repetition";

  SetLoopWindow({});
  RunSlice(Case("Spins"), 10, 0);
  EXPECT_EQ(begins, 3) << "an empty window is off";
  EXPECT_EQ(ends, 3);
}

TEST(LoopWindow, IsClosedAfterTheLastOfSeveralThreads) {
  static std::atomic<int> open{0};
  static std::atomic<int> begins{0};
  SetLoopWindow({[] {
                   ++open;
                   ++begins;
                 },
                 [] { --open; }});
  RunSlice(Case("InThreads/1/threads:3"), 1000, 0);
  SetLoopWindow({});
  EXPECT_EQ(open, 0);
  EXPECT_GE(begins, 1);
}

}  // namespace
}  // namespace pawl
