#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "benches/sample_table_workload.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/file_source.h"
#include "impls/sample_table/impls.h"
#include "tools/perf/for_each_impl.h"

// What each idea of `optimized` is worth: it against the same table without the idea, which is the reference.
namespace {

using impls::ImplList;
using memory_pressure::Level;
using sample_table::Optimized;
using sample_table::Sample;
using sample_table::Tables;
namespace workload = sample_table_workload;
using Options = Optimized::Options;

const int kTableSize = pawl::RecordSizeof<Optimized>("sample_table_optimized/Table");
const int kCursorSize = pawl::RecordSizeof<Optimized::Cursor>("sample_table_optimized/Cursor");

constexpr uint32_t kSamples = 60'000;
constexpr uint32_t kNeighbors = 30'208;  // the first of two whole blocks
constexpr uint32_t kQueries = 4096;

// A movie file, mapped and open, and what is asked of it.
struct MovieFile {
  std::string track;  // of the workloads
  std::shared_ptr<const sample_table::FileSource> source;
  std::vector<uint32_t> numbers;    // random samples
  std::vector<uint32_t> neighbors;  // random ones of two blocks

  const Tables& tables() const { return workload::WorkloadOf(track).tables(); }
  const std::vector<Sample>& truth() const { return workload::TruthOf(track); }

  absl::StatusOr<Optimized> Open(const Options& options) const {
    return Optimized::Open(source, workload::WorkloadOf(track).file.bytes(), tables(), options);
  }
};

MovieFile MakeMovieFile(const std::string& name) {
  const std::string kind = name == "aac" ? "aac_2h" : name == "h264" ? "h264_2h60" : "vfr_1m";
  MovieFile file = {kind + ":" + std::to_string(kSamples), nullptr, {}, {}};
  file.source = sample_table::FileSource::Open(workload::WorkloadOf(file.track).path).value();
  for (uint32_t i = 0; i < kQueries; ++i) {
    const uint64_t random = workload::RandomNumbers()[i];
    file.numbers.push_back(static_cast<uint32_t>(workload::Below(random, kSamples)));
    file.neighbors.push_back(static_cast<uint32_t>(kNeighbors + workload::Below(random, 512)));
  }
  return file;
}

// One for all cases of a process, as making it takes longer than most of them.
const MovieFile& MovieFileOf(const std::string& name) {
  static std::map<std::string, MovieFile> files;
  const auto at = files.find(name);
  return at != files.end() ? at->second : files.emplace(name, MakeMovieFile(name)).first->second;
}

// Tables that are built or opened, with or without something.
template <typename Variant>
struct Case {
  const MovieFile& file;
  Optimized table;

  explicit Case(const char* name) : file(MovieFileOf(name)), table(Variant::Make(file).value()) {}
};
constexpr auto kMake = []<typename Variant>(const char* name) { return Case<Variant>(name); };

struct Built {
  static constexpr std::string_view kName = "built";
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables()); }
};
struct Opened {
  static constexpr std::string_view kName = "opened";
  static auto Make(const MovieFile& file) { return file.Open({}); }
};
struct Critical {
  static constexpr std::string_view kName = "critical";
  static auto Make(const MovieFile& file) { return file.Open({.pressure = Level::kCritical}); }
};
struct WithoutCache {
  static constexpr std::string_view kName = "without_cache";
  static auto Make(const MovieFile& file) { return file.Open({.cache = false}); }
};
struct SmallBatches {
  static constexpr std::string_view kName = "small_batches";
  static auto Make(const MovieFile& file) { return file.Open({.batch_entries = 256}); }
};
struct Prefetching {
  static constexpr std::string_view kName = "prefetching";
  static auto Make(const MovieFile& file) { return file.Open({.prefetch = true}); }
};
struct WithoutTimeIndex {
  static constexpr std::string_view kName = "without_time_index";
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables(), {.time_index = false}); }
};
struct NotMerged {
  static constexpr std::string_view kName = "not_merged";
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables(), {.merge = Options::Merge::kNever}); }
};
struct Merged {
  static constexpr std::string_view kName = "merged";
  static auto Make(const MovieFile& file) {
    return Optimized::Build(file.tables(), {.merge = Options::Merge::kAlways});
  }
};

void SetBytesPerSample(benchmark::State& state, const Optimized& table) {
  state.counters["bytes_per_sample"] = static_cast<double>(table.footprint()) / table.size();
}

constexpr std::string_view kRight = "as the oracle has them";

// The same text for all tables whose answers are the oracle's, and the first wrong one with the table's name else: then
// those that are wrong alike differ, too.
std::string Compare(std::string_view impl, const MovieFile& file, const Optimized& table) {
  const std::vector<Sample>& truth = file.truth();
  const auto wrong = [impl](std::string_view what, uint32_t of) {
    return std::string(impl) + "'s " + std::string(what) + " is wrong of sample " + std::to_string(of);
  };
  if (table.size() != truth.size()) return wrong("size", table.size());
  for (const auto* numbers : {&file.numbers, &file.neighbors}) {
    for (const uint32_t number : *numbers) {
      if (table.At(number) != truth[number]) return wrong("At", number);
    }
  }
  for (uint32_t number = 0; number < kSamples; number += 997) {
    if (table.AtTime(truth[number].dts) != number) return wrong("AtTime", number);
    if (Optimized::Cursor(table, number).Next() != truth[number]) return wrong("Cursor", number);
  }
  return std::string(kRight);
}

constexpr auto kCompare = []<typename Variant>(const Case<Variant>& input) {
  return Compare(Variant::kName, input.file, input.table);
};

// The same for what chunks the samples are in.
constexpr auto kCompareChunks = []<typename Variant>(const Case<Variant>& input) {
  const sample_table::Baseline truth = sample_table::Baseline::Build(input.file.tables()).value();
  for (uint32_t i = 0; i < kSamples; ++i) {
    if (input.table.ChunkOf(i) == truth.ChunkOf(i)) continue;
    return std::string(Variant::kName) + "'s ChunkOf is wrong of sample " + std::to_string(i);
  }
  return kCompare(input);
};

// One look-up of random samples, in turn.
constexpr auto Measure(const std::vector<uint32_t> MovieFile::* stream) {
  return [stream](benchmark::State& state, auto& input) {
    const std::vector<uint32_t>& numbers = input.file.*stream;
    // Whatever was asked before: the first look-ups of a slice are like the others, and buffers are there.
    for (const uint32_t number : {kNeighbors, kNeighbors + 256}) benchmark::DoNotOptimize(input.table.At(number));
    size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(input.table.At(numbers[i++ % kQueries]));
  };
}

// Measures At of random samples in two blocks of 256, which are in the cache.
// Does not measure: other threads, or what is not in the cache (see Miss).
const int kHit = pawl::ForEachImpl<ImplList<WithoutCache, Opened, Critical, Built>>(
    "sample_table_optimized/Hit", "track", {"aac", "h264", "vfr"}, kMake, Measure(&MovieFile::neighbors), kCompare);

// Measures At of random samples in all of the track: 29 of 30 are not in the cache.
// Does not measure: a disk; the file is in the page cache.
const int kMiss = pawl::ForEachImpl<ImplList<WithoutCache, SmallBatches, Opened, Critical, Built>>(
    "sample_table_optimized/Miss", "track", {"aac", "h264", "vfr"}, kMake, Measure(&MovieFile::numbers), kCompare);

// Measures At of all samples in order.
// Does not measure: a disk, where reading ahead would be worth more.
const int kInOrder = pawl::ForEachImpl<ImplList<SmallBatches, Opened, Prefetching, Built>>(
    "sample_table_optimized/InOrder", "track", {"aac", "h264", "vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        uint64_t sum = 0;
        for (uint32_t i = 0; i < kSamples; ++i) sum += input.table.At(i).offset;
        benchmark::DoNotOptimize(sum);
      }
    },
    kCompare);

// Measures a cursor over all samples.
// Does not measure: a disk.
const int kCursor = pawl::ForEachImpl<ImplList<Built, Opened>>(
    "sample_table_optimized/Cursor", "track", {"aac", "h264", "vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      benchmark::DoNotOptimize(Optimized::Cursor(input.table, 0).Next());  // the table has its buffers from here on
      for (auto _ : state) {
        Optimized::Cursor cursor(input.table, 0);
        uint64_t sum = 0;
        for (uint32_t i = 0; i < kSamples; ++i) sum += cursor.Next().offset;
        benchmark::DoNotOptimize(sum);
      }
    },
    kCompare);

// Measures AtTime of the beginnings of random samples, where nearly each has an entry in stts.
// Does not measure: constant durations, where there is nothing to search.
const int kAtTime = pawl::ForEachImpl<ImplList<WithoutTimeIndex, Built, Opened>>(
    "sample_table_optimized/AtTime", "track", {"vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      const std::vector<Sample>& truth = input.file.truth();
      for (auto _ : state) {
        benchmark::DoNotOptimize(input.table.AtTime(truth[input.file.numbers[i++ % kQueries]].dts));
      }
    },
    kCompare);

// Measures ChunkOf of random samples, where chunks of 23, 23 and 24 samples take turns.
// Does not measure: merging them, which is part of Build.
const int kChunkOf = pawl::ForEachImpl<ImplList<NotMerged, Merged>>(
    "sample_table_optimized/ChunkOf", "track", {"aac"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) benchmark::DoNotOptimize(input.table.ChunkOf(input.file.numbers[i++ % kQueries]));
      SetBytesPerSample(state, input.table);
    },
    kCompareChunks);

// Tables in which each sample has an entry in stts, although durations are equal, as some writers make them.
template <bool kGrouped>
struct Durations {
  static constexpr std::string_view kName = kGrouped ? "grouped" : "not_grouped";
  static auto Make(const MovieFile& file) {
    static const std::vector<uint8_t> entries = [] {
      std::vector<uint8_t> bytes;
      for (uint32_t i = 0; i < kSamples; ++i) bytes.insert(bytes.end(), {0, 0, 0, 1, 0, 0, 1500 >> 8, 1500 & 255});
      return bytes;
    }();
    Tables tables = file.tables();
    tables.durations.count = kSamples;
    tables.durations.entries = entries.data();
    return Optimized::Build(tables, {.group_durations = kGrouped});
  }
};

// Measures AtTime of the beginnings of random samples of equal durations, each of which has an entry in stts.
// Does not measure: grouping them, which is part of Build.
const int kGroup = pawl::ForEachImpl<ImplList<Durations<false>, Durations<true>>>(
    "sample_table_optimized/EqualDurations", "track", {"h264"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state)
        benchmark::DoNotOptimize(input.table.AtTime(input.file.numbers[i++ % kQueries] * uint64_t{1500}));
      SetBytesPerSample(state, input.table);
    },
    kCompare);

// What no table can be made without: each size read, its bytes swapped, and all before it added up.
struct PrefixSums {
  static constexpr std::string_view kName = "prefix_sums";
  static std::vector<uint64_t> Make(const MovieFile& file) {
    const uint8_t* const sizes = file.tables().sizes.entries;
    std::vector<uint64_t> sums(kSamples);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < kSamples; ++i) {
      sums[i] = sum;
      sum += sample_table::Load32(sizes + size_t{4} * i);
    }
    benchmark::DoNotOptimize(sums.data());
    return sums;
  }
};

std::string Compare(std::string_view impl, const MovieFile& file, const std::vector<uint64_t>& sums) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < kSamples; sum += file.truth()[i++].size) {
    if (sums[i] != sum) return std::string(impl) + " is wrong of sample " + std::to_string(i);
  }
  return std::string(kRight);
}

template <typename Variant>
struct MakeCase {
  const MovieFile& file;
};

// Measures making a table from the boxes of a mapped file: nothing but prefix sums of its sizes, a built one, and one
// that is opened.
// Does not measure: ReadMovie, which has checked the boxes before.
const int kMakeTable = pawl::ForEachImpl<ImplList<PrefixSums, Built, Opened>>(
    "sample_table_optimized/Make", "track", {"aac", "h264", "vfr"},
    []<typename Variant>(const char* name) { return MakeCase<Variant>{MovieFileOf(name)}; },
    []<typename Variant>(benchmark::State& state, MakeCase<Variant>& input) {
      for (auto _ : state) benchmark::DoNotOptimize(Variant::Make(input.file));
      if constexpr (!std::is_same_v<Variant, PrefixSums>) SetBytesPerSample(state, *Variant::Make(input.file));
    },
    []<typename Variant>(const MakeCase<Variant>& input) {
      if constexpr (std::is_same_v<Variant, PrefixSums>) {
        return Compare(Variant::kName, input.file, Variant::Make(input.file));
      } else {
        return Compare(Variant::kName, input.file, Variant::Make(input.file).value());
      }
    });

}  // namespace
