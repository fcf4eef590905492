#ifndef PAWL_BENCHES_SAMPLE_TABLE_OPTIMIZED_CASE_H_
#define PAWL_BENCHES_SAMPLE_TABLE_OPTIMIZED_CASE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "benches/sample_table_workload.h"
#include "impls/memory_pressure/level.h"
#include "impls/sample_table/file_source.h"
#include "impls/sample_table/optimized.h"
#include "impls/sample_table/tables.h"

// `optimized` with and without its ideas, and what is asked of it.
namespace sample_table_workload {

using sample_table::Optimized;

inline constexpr uint32_t kSamples = 60'000;    // of each track
inline constexpr uint32_t kNeighbors = 30'208;  // the first of two whole blocks
inline constexpr uint32_t kQueries = 4096;

// A movie file, open.
struct MovieFile {
  std::string track;
  std::shared_ptr<const sample_table::FileSource> source;
  std::vector<uint32_t> numbers;    // random samples
  std::vector<uint32_t> neighbors;  // random ones of two blocks
  std::vector<uint64_t> times;      // when the random samples begin

  const sample_table::Tables& tables() const { return WorkloadOf(track).tables(); }

  absl::StatusOr<Optimized> Open(const Optimized::Options& options) const {
    return Optimized::Open(source, WorkloadOf(track).head, tables(), options);
  }
};

inline MovieFile MakeMovieFile(const std::string& track) {
  MovieFile file = {track, sample_table::FileSource::Open(WorkloadOf(track).path).value(), {}, {}, {}};
  for (uint32_t i = 0; i < kQueries; ++i) {
    file.numbers.push_back(static_cast<uint32_t>(Below(RandomNumber(i), kSamples)));
    file.neighbors.push_back(static_cast<uint32_t>(kNeighbors + Below(RandomNumber(i), 512)));
    file.times.push_back(TruthOf(track)[file.numbers.back()].dts);
  }
  return file;
}

// One for all cases of a process, as making it takes longer than most of them.
inline const MovieFile& MovieFileOf(const std::string& track) {
  static std::map<std::string, MovieFile> files;
  const auto at = files.find(track);
  return at != files.end() ? at->second : files.emplace(track, MakeMovieFile(track)).first->second;
}

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
  static auto Make(const MovieFile& file) { return file.Open({.pressure = memory_pressure::Level::kCritical}); }
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
  static auto Make(const MovieFile& file) {
    return Optimized::Build(file.tables(), {.merge = Optimized::Options::Merge::kNever});
  }
};
struct Merged {
  static constexpr std::string_view kName = "merged";
  static auto Make(const MovieFile& file) {
    return Optimized::Build(file.tables(), {.merge = Optimized::Options::Merge::kAlways});
  }
};

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
    sample_table::Tables tables = file.tables();
    tables.durations.count = kSamples;
    tables.durations.entries = entries.data();
    return Optimized::Build(tables, {.group_durations = kGrouped});
  }
};

}  // namespace sample_table_workload

#endif  // PAWL_BENCHES_SAMPLE_TABLE_OPTIMIZED_CASE_H_
