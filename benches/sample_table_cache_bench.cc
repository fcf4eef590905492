#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/sample_table_workload.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/succinct.h"
#include "impls/sample_table/table_cache.h"
#include "impls/temp_dir.h"
#include "tools/perf/for_each_impl.h"

namespace {

namespace fs = std::filesystem;
namespace workload = sample_table_workload;
using sample_table::CachedMovie;
using sample_table::CachedTrack;
using sample_table::CacheState;

// A movie and the caches beside it. All processes of a run share the movie.
struct Files {
  std::string track;
  fs::path movie;
  fs::path cache;  // of the movie
  fs::path stale;  // of another
  absl::Status ready;
};

absl::StatusOr<std::vector<CachedTrack>> Parse(const fs::path& path) {
  const absl::StatusOr<sample_table::MappedFile> file = sample_table::MappedFile::Open(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<sample_table::Movie> movie = sample_table::ReadMovie(file->bytes(), file->bytes().size());
  if (!movie.ok()) return movie.status();
  std::vector<CachedTrack> tracks;
  for (const sample_table::Track& track : movie->tracks) {
    absl::StatusOr<sample_table::Succinct> table = sample_table::Succinct::Build(track.tables);
    if (!table.ok()) return table.status();
    tracks.push_back({track.id, track.handler, track.timescale, track.edits, *std::move(table)});
  }
  return tracks;
}

// Nobody writes to the movie.
absl::StatusOr<CachedMovie> OpenAndCache(const fs::path& movie, const fs::path& cache) {
  return sample_table::OpenCached(movie, cache, std::chrono::nanoseconds(0));
}

// The run's files lie elsewhere for each process, so that each finds its cache stale and writes it anew.
absl::Status WriteCaches(const Files& files) {
  const absl::StatusOr<CachedMovie> movie = OpenAndCache(files.movie, files.cache);
  if (!movie.ok()) return movie.status();
  if (movie->state == CacheState::kHit) return absl::OkStatus();  // another case of this process wrote it
  if (!movie->saved.ok()) return movie->saved;
  return impls::WriteFile(files.stale, EncodeCache(sample_table::MovieIdentity(), movie->tracks));
}

Files MakeFiles(std::string_view track) {
  Files files{std::string(track), {}, {}, {}, {}};
  files.movie = workload::WorkloadOf(files.track).path;
  files.cache = files.movie.native() + ".tables";
  files.stale = files.movie.native() + ".stale";
  files.ready = WriteCaches(files);
  return files;
}

// What a caller holds in the end.
struct Opened {
  std::vector<CachedTrack> tracks;
  CachedMovie movie;  // in place of the tracks

  const sample_table::Succinct& table() const { return (movie.tracks.empty() ? tracks : movie.tracks)[0].table; }
};

absl::StatusOr<Opened> Expect(absl::StatusOr<CachedMovie> movie, CacheState state) {
  if (!movie.ok()) return movie.status();
  if (movie->state != state) return absl::InternalError("the cache is not what it was made: " + movie->reason);
  return Opened{{}, *std::move(movie)};
}

// Maps the movie, reads its boxes and builds its tables.
struct Parsing {
  static constexpr std::string_view kName = "baseline";

  static absl::StatusOr<Opened> Open(const Files& files) {
    if (!files.ready.ok()) return files.ready;
    absl::StatusOr<std::vector<CachedTrack>> tracks = Parse(files.movie);
    if (!tracks.ok()) return tracks.status();
    return Opened{*std::move(tracks), {}};
  }
};

struct Cached {
  static constexpr std::string_view kName = "cached";

  static absl::StatusOr<Opened> Open(const Files& files) {
    if (!files.ready.ok()) return files.ready;
    return Expect(OpenAndCache(files.movie, files.cache), CacheState::kHit);
  }
};

// Finds a cache of another movie, and parses. It is not written anew, as of a movie that was just changed.
struct Stale {
  static constexpr std::string_view kName = "stale";

  static absl::StatusOr<Opened> Open(const Files& files) {
    if (!files.ready.ok()) return files.ready;
    return Expect(sample_table::OpenCached(files.movie, files.stale, std::chrono::hours(24 * 365)), CacheState::kStale);
  }
};

std::string Check(const Files& files, std::string_view impl, const absl::StatusOr<Opened>& opened) {
  if (!opened.ok()) return std::string(impl) + ": " + opened.status().ToString();
  const sample_table::Succinct& table = opened->table();
  return workload::CompareSamples(files.track, impl, [&table](uint32_t sample) { return table.At(sample); });
}

// Measures opening a movie of one track, until a sample may be asked for, and closing it again: all its files are in
// the page cache.
// Does not measure: writing the cache, which is a disk's time; or a disk that has to read.
const int kOpen = pawl::ForEachImpl<impls::ImplList<Parsing, Cached, Stale>>(
    "sample_table_cache/Open", "track", {"h264", "vfr", "h264_2h60", "vfr_1m"},
    []<typename Impl>(std::string_view track) { return std::pair(Impl(), MakeFiles(track)); },
    [](benchmark::State& state, auto& f) {
      for (auto _ : state) {
        const absl::StatusOr<Opened> opened = f.first.Open(f.second);
        if (!opened.ok()) return state.SkipWithError(std::string(opened.status().message()));
        benchmark::DoNotOptimize(&opened->table());
      }
    },
    []<typename Impl>(std::pair<Impl, Files>& f) { return Check(f.second, Impl::kName, Impl::Open(f.second)); });

// A table and what it lies in.
template <typename Impl>
struct Asked {
  Files files;
  absl::StatusOr<Opened> opened;
};

// Measures a sample's place and time, at 1024 random samples one after the other, in a table that was built and in one
// that lies in a mapped cache.
const int kAt = pawl::ForEachImpl<impls::ImplList<Parsing, Cached>>(
    "sample_table_cache/At", "track", {"h264", "vfr", "h264_2h60", "vfr_1m"},
    []<typename Impl>(std::string_view track) {
      Files files = MakeFiles(track);
      absl::StatusOr<Opened> opened = Impl::Open(files);
      return Asked<Impl>{std::move(files), std::move(opened)};
    },
    [](benchmark::State& state, auto& asked) {
      if (!asked.opened.ok()) return state.SkipWithError(std::string(asked.opened.status().message()));
      const sample_table::Succinct& table = asked.opened->table();
      size_t query = 0;
      for (auto _ : state) {
        query = (query + workload::kBatch) % workload::RandomNumbers().size();
        for (size_t i = 0; i < workload::kBatch; ++i) {
          const uint64_t random = workload::RandomNumbers()[query + i];
          benchmark::DoNotOptimize(table.At(static_cast<uint32_t>(workload::Below(random, table.size()))));
        }
      }
    },
    []<typename Impl>(Asked<Impl>& asked) { return Check(asked.files, Impl::kName, asked.opened); });

}  // namespace
