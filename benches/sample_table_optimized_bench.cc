#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/scratch_file.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/file_source.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/movie.h"
#include "impls/temp_dir.h"
#include "tools/perf/for_each_impl.h"

// What each idea of `optimized` is worth: it against the same table without the idea, which is the reference.
namespace {

using impls::ImplList;
using memory_pressure::Level;
using sample_table::Optimized;
using sample_table::Sample;
using sample_table::Tables;
namespace corpus = sample_table::corpus;
namespace fs = std::filesystem;
using Options = Optimized::Options;

const int kTableSize = pawl::RecordSizeof<Optimized>("sample_table_optimized/Table");
const int kCursorSize = pawl::RecordSizeof<Optimized::Cursor>("sample_table_optimized/Cursor");

constexpr uint32_t kSamples = 60'000;
constexpr uint32_t kNeighbors = 30'208;  // the first of two whole blocks

// A movie file in the run's scratch folder, mapped and open, and the truth about it.
struct MovieFile {
  corpus::Track track;
  std::vector<Sample> truth;
  std::shared_ptr<const sample_table::FileSource> source;
  sample_table::MappedFile mapped;
  Tables tables;
  std::vector<uint32_t> numbers;    // random samples
  std::vector<uint32_t> neighbors;  // random ones of two blocks

  absl::StatusOr<Optimized> Open(const Options& options) const {
    return Optimized::Open(source, mapped.bytes(), tables, options);
  }
};

absl::StatusOr<MovieFile> MakeMovieFile(const std::string& name) {
  corpus::Track track = name == "aac"    ? corpus::Aac2h(kSamples)
                        : name == "h264" ? corpus::H264At60(kSamples)
                                         : corpus::Vfr1M(kSamples);
  const corpus::File file = corpus::Mp4({track});
  const absl::StatusOr<fs::path> path = benches::ScratchFile(name + ".mp4", [&file](const fs::path& to) {
    absl::Status written = impls::WriteFile(to, {reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
    if (written.ok()) fs::resize_file(to, file.file_bytes);  // the media are a hole
    return written;
  });
  if (!path.ok()) return path.status();
  auto source = sample_table::FileSource::Open(*path);
  if (!source.ok()) return source.status();
  absl::StatusOr<sample_table::MappedFile> mapped = (*source)->Map();
  if (!mapped.ok()) return mapped.status();
  const absl::StatusOr<sample_table::Movie> movie = sample_table::ReadMovie(mapped->bytes(), mapped->bytes().size());
  if (!movie.ok()) return movie.status();
  std::vector<Sample> truth = corpus::Expand(track, file.media_offset);
  std::mt19937_64 random(7);
  std::vector<uint32_t> numbers(4096), neighbors(4096);
  for (uint32_t& number : numbers) number = static_cast<uint32_t>(random() % kSamples);
  for (uint32_t& number : neighbors) number = static_cast<uint32_t>(kNeighbors + random() % 512);
  return MovieFile{std::move(track),        std::move(truth),   *std::move(source),  *std::move(mapped),
                   movie->tracks[0].tables, std::move(numbers), std::move(neighbors)};
}

// One for all cases of a process, as making it takes longer than most of them.
const MovieFile& MovieFileOf(const char* name) {
  static std::map<std::string, absl::StatusOr<MovieFile>> files;
  return files.try_emplace(name, MakeMovieFile(name)).first->second.value();
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
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables); }
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
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables, {.time_index = false}); }
};
struct NotMerged {
  static constexpr std::string_view kName = "not_merged";
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables, {.merge = Options::Merge::kNever}); }
};
struct Merged {
  static constexpr std::string_view kName = "merged";
  static auto Make(const MovieFile& file) { return Optimized::Build(file.tables, {.merge = Options::Merge::kAlways}); }
};

void SetBytesPerSample(benchmark::State& state, const Optimized& table) {
  state.counters["bytes_per_sample"] = static_cast<double>(table.footprint()) / table.size();
}

// How many of the answers are not what the track was made of.
constexpr auto kWrong = [](auto& input) {
  const std::vector<Sample>& truth = input.file.truth;
  uint32_t wrong = 0;
  for (const auto* numbers : {&input.file.numbers, &input.file.neighbors}) {
    for (const uint32_t number : *numbers) {
      wrong += input.table.At(number) != truth[number] ? 1 : 0;
    }
  }
  for (uint32_t number = 0; number < kSamples; number += 997) {
    wrong += input.table.AtTime(truth[number].dts) != number ? 1 : 0;
    wrong += Optimized::Cursor(input.table, number).Next() != truth[number] ? 1 : 0;
  }
  return std::to_string(wrong) + " of the answers are wrong";
};

// One look-up of random samples, in turn.
constexpr auto Measure(const std::vector<uint32_t> MovieFile::* stream) {
  return [stream](benchmark::State& state, auto& input) {
    const std::vector<uint32_t>& numbers = input.file.*stream;
    // Whatever was asked before: the first look-ups of a slice are like the others, and buffers are there.
    for (const uint32_t number : {kNeighbors, kNeighbors + 256}) benchmark::DoNotOptimize(input.table.At(number));
    size_t i = 0;
    for (auto _ : state) benchmark::DoNotOptimize(input.table.At(numbers[i++ % 4096]));
  };
}

// Measures At of random samples in two blocks of 256, which are in the cache.
// Does not measure: other threads, or what is not in the cache (see Miss).
const int kHit = pawl::ForEachImpl<ImplList<WithoutCache, Opened, Critical, Built>>(
    "sample_table_optimized/Hit", "track", {"aac", "h264", "vfr"}, kMake, Measure(&MovieFile::neighbors), kWrong);

// Measures At of random samples in all of the track: 29 of 30 are not in the cache.
// Does not measure: a disk; the file is in the page cache.
const int kMiss = pawl::ForEachImpl<ImplList<WithoutCache, SmallBatches, Opened, Critical, Built>>(
    "sample_table_optimized/Miss", "track", {"aac", "h264", "vfr"}, kMake, Measure(&MovieFile::numbers), kWrong);

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
    kWrong);

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
    kWrong);

// Measures AtTime of the beginnings of random samples, where nearly each has an entry in stts.
// Does not measure: constant durations, where there is nothing to search.
const int kAtTime = pawl::ForEachImpl<ImplList<WithoutTimeIndex, Built, Opened>>(
    "sample_table_optimized/AtTime", "track", {"vfr"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) {
        benchmark::DoNotOptimize(input.table.AtTime(input.file.truth[input.file.numbers[i++ % 4096]].dts));
      }
    },
    kWrong);

// Measures ChunkOf of random samples, where chunks of 23, 23 and 24 samples take turns.
// Does not measure: merging them, which is part of Build.
const int kChunkOf = pawl::ForEachImpl<ImplList<NotMerged, Merged>>(
    "sample_table_optimized/ChunkOf", "track", {"aac"}, kMake,
    [](benchmark::State& state, auto& input) {
      size_t i = 0;
      for (auto _ : state) benchmark::DoNotOptimize(input.table.ChunkOf(input.file.numbers[i++ % 4096]));
      SetBytesPerSample(state, input.table);
    },
    kWrong);

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
    Tables tables = file.tables;
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
        benchmark::DoNotOptimize(input.table.AtTime(input.file.numbers[i++ % 4096] * uint64_t{1500}));
      SetBytesPerSample(state, input.table);
    },
    kWrong);

// What no table can be made without: each size read, its bytes swapped, and all before it added up.
struct PrefixSums {
  static constexpr std::string_view kName = "prefix_sums";
  static size_t Make(const MovieFile& file) {
    std::vector<uint64_t> sums(kSamples);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < kSamples; ++i) {
      sums[i] = sum;
      sum += sample_table::Load32(file.tables.sizes.entries + size_t{4} * i);
    }
    benchmark::DoNotOptimize(sums.data());
    return sums.size();
  }
};

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
    []<typename Variant>(MakeCase<Variant>& input) {
      if constexpr (std::is_same_v<Variant, PrefixSums>) {
        return std::to_string(Variant::Make(input.file));
      } else {
        return std::to_string(Variant::Make(input.file)->size());
      }
    });

}  // namespace
