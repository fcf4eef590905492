#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "benches/sample_table_limits.h"
#include "benches/sample_table_optimized_case.h"
#include "benches/sample_table_workload.h"
#include "benches/settled_malloc.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/optimized.h"
#include "tools/perf/for_each_impl.h"

// What each idea of `optimized` is worth: it against the same table without the idea, which is the reference.
namespace {

using impls::ImplList;
using sample_table::Optimized;
namespace workload = sample_table_workload;

const int kTableSize = pawl::RecordSizeof<Optimized>("sample_table_optimized/Table");
const int kCursorSize = pawl::RecordSizeof<Optimized::Cursor>("sample_table_optimized/Cursor");
const int kSettled = benches::SettleMalloc();

// Tables that are built or opened, with or without something.
template <typename Variant>
struct Lookups {
  const workload::MovieFile& file;
  Optimized table;

  explicit Lookups(const char* track) : file(workload::MovieFileOf(track)), table(Variant::Make(file).value()) {}
};
constexpr auto kMake = []<typename Variant>(const char* track) { return Lookups<Variant>(track); };

void SetBytesPerSample(benchmark::State& state, const Optimized& table) {
  state.counters["bytes_per_sample"] = static_cast<double>(table.footprint()) / table.size();
}

// All samples in order, which opened tables read ahead of; then those that the measured streams ask for.
constexpr auto kCompareSamples = []<typename Variant>(const Lookups<Variant>& input) {
  const auto at = [&](uint32_t sample) { return input.table.At(sample); };
  const std::string answer = workload::CompareSamples(input.file.track, Variant::kName, at);
  for (const auto* numbers : {&input.file.numbers, &input.file.neighbors}) {
    for (const uint32_t number : *numbers) {
      if (at(number) != workload::TruthOf(input.file.track)[number]) workload::Wrong(Variant::kName, "sample", number);
    }
  }
  return answer;
};

constexpr auto kCompareCursor = []<typename Variant>(const Lookups<Variant>& input) {
  Optimized::Cursor cursor(input.table, 0);
  return workload::CompareSamples(input.file.track, Variant::kName, [&](uint32_t) { return cursor.Next(); });
};

constexpr auto kCompareTimes = []<typename Variant>(const Lookups<Variant>& input) {
  return workload::CompareTimes(input.file.track, Variant::kName,
                                [&](uint64_t time) { return input.table.AtTime(time); });
};

constexpr auto kCompareChunks = []<typename Variant>(const Lookups<Variant>& input) {
  const std::vector<uint32_t> truth = workload::ChunksOf(input.file.track);
  for (uint32_t i = 0; i < truth.size(); ++i) {
    if (input.table.ChunkOf(i) != truth[i]) workload::Wrong(Variant::kName, "the chunk of sample", i);
  }
  return workload::RightAnswer(truth.size());
};

// One look-up of random samples, in turn.
constexpr auto Measure(const std::vector<uint32_t> workload::MovieFile::* stream) {
  return [stream](benchmark::State& state, auto& input) {
    const std::vector<uint32_t>& numbers = input.file.*stream;
    // Whatever was asked before: the first look-ups of a slice are like the others, and buffers are there.
    for (const uint32_t number : {workload::kNeighbors, workload::kNeighbors + 256})
      benchmark::DoNotOptimize(input.table.At(number));
    size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(input.table.At(numbers[i++ % workload::kQueries]));
  };
}

// Measures At of random samples in two blocks of 256, which are in the cache.
// Does not measure: other threads, or what is not in the cache (see Miss).
const int kHit =
    pawl::ForEachImpl<ImplList<workload::WithoutCache, workload::Opened, workload::Critical, workload::Built>>(
        "sample_table_optimized/Hit", "track", {"aac", "h264", "vfr"}, kMake, Measure(&workload::MovieFile::neighbors),
        kCompareSamples);

// Measures At of random samples in all of the track: 29 of 30 are not in the cache.
// Does not measure: a disk; the file is in the page cache.
const int kMiss = pawl::ForEachImpl<
    ImplList<workload::WithoutCache, workload::SmallBatches, workload::Opened, workload::Critical, workload::Built>>(
    "sample_table_optimized/Miss", "track", {"aac", "h264", "vfr"}, kMake, Measure(&workload::MovieFile::numbers),
    kCompareSamples);

// Measures At of all samples in order, complete answers.
// Does not measure: a disk, where reading ahead would be worth more.
const int kInOrder =
    pawl::ForEachImpl<ImplList<workload::SmallBatches, workload::Opened, workload::Prefetching, workload::Built>>(
        "sample_table_optimized/InOrder", "track", {"aac", "h264", "vfr"}, kMake,
        [](benchmark::State& state, auto& input) {
          for (auto _ : state) {
            uint64_t sum = 0;
            for (uint32_t i = 0; i < workload::kSamples; ++i) sum += workload::Fold(input.table.At(i));
            benchmark::DoNotOptimize(sum);
          }
        },
        kCompareSamples);

// Measures a cursor over all samples, complete answers.
// Does not measure: a disk.
const int kCursor = pawl::ForEachImpl<ImplList<workload::Built, workload::Opened>>(
    "sample_table_optimized/Cursor", "track", {"aac", "h264", "vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      benchmark::DoNotOptimize(Optimized::Cursor(input.table, 0).Next());  // the table has its buffers from here on
      for (auto _ : state) {
        Optimized::Cursor cursor(input.table, 0);
        uint64_t sum = 0;
        for (uint32_t i = 0; i < workload::kSamples; ++i) sum += workload::Fold(cursor.Next());
        benchmark::DoNotOptimize(sum);
      }
    },
    kCompareCursor);

// Measures AtTime of the beginnings of random samples, where nearly each has an entry in stts.
// Does not measure: constant durations, where there is nothing to search.
const int kAtTime = pawl::ForEachImpl<ImplList<workload::WithoutTimeIndex, workload::Built, workload::Opened>>(
    "sample_table_optimized/AtTime", "track", {"vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) benchmark::DoNotOptimize(input.table.AtTime(input.file.times[i++ % workload::kQueries]));
    },
    kCompareTimes);

// Measures ChunkOf of random samples, where chunks of 23, 23 and 24 samples take turns.
// Does not measure: merging them, which is part of Build.
const int kChunkOf = pawl::ForEachImpl<ImplList<workload::NotMerged, workload::Merged>>(
    "sample_table_optimized/ChunkOf", "track", {"aac"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) benchmark::DoNotOptimize(input.table.ChunkOf(input.file.numbers[i++ % workload::kQueries]));
      SetBytesPerSample(state, input.table);
    },
    kCompareChunks);

// Measures AtTime of the beginnings of random samples of equal durations, each of which has an entry in stts.
// Does not measure: grouping them, which is part of Build.
const int kGroup = pawl::ForEachImpl<ImplList<workload::Durations<false>, workload::Durations<true>>>(
    "sample_table_optimized/EqualDurations", "track", {"h264"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) benchmark::DoNotOptimize(input.table.AtTime(input.file.times[i++ % workload::kQueries]));
      SetBytesPerSample(state, input.table);
    },
    kCompareTimes);

template <typename Variant>
struct MakeCase {
  const workload::MovieFile& file;
};

// Measures making a table from a movie's boxes, and giving it back: one that is built, and one that is opened.
// Does not measure: ReadMovie, which has checked the boxes before.
const int kMakeTable = pawl::ForEachImpl<ImplList<workload::Built, workload::Opened>>(
    "sample_table_optimized/Make", "track", {"aac", "h264", "vfr"},
    []<typename Variant>(const char* track) { return MakeCase<Variant>{workload::MovieFileOf(track)}; },
    []<typename Variant>(benchmark::State& state, MakeCase<Variant>& input) {
      for (auto _ : state) benchmark::DoNotOptimize(Variant::Make(input.file));
      SetBytesPerSample(state, *Variant::Make(input.file));
    },
    []<typename Variant>(const MakeCase<Variant>& input) {
      const Optimized table = Variant::Make(input.file).value();
      return workload::CompareSamples(input.file.track, Variant::kName,
                                      [&](uint32_t sample) { return table.At(sample); });
    });

const int kPass = workload::RegisterPrefixPass("sample_table_optimized/Make", {"aac", "h264", "vfr"});

}  // namespace
