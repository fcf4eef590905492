#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/impl_list.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/mapped_file.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/succinct.h"
#include "impls/sample_table/table_cache.h"
#include "impls/temp_dir.h"
#include "tools/perf/for_each_impl.h"
#include "tools/perf/run_scratch.h"

namespace {

namespace corpus = sample_table::corpus;
namespace fs = std::filesystem;
using sample_table::CachedMovie;
using sample_table::CachedTrack;
using sample_table::CacheState;
using sample_table::Sample;

constexpr uint32_t kSamples = 60'000;

// A movie and the caches beside it. All processes of a run share the movie.
struct Files {
  std::optional<impls::TempDir> own;  // when the benchmark was started by hand
  fs::path movie;
  fs::path cache;  // of the movie
  fs::path stale;  // of another
  absl::Status ready;
};

absl::Status WriteMovie(const fs::path& path, std::string_view track) {
  std::error_code error;
  if (fs::exists(path, error)) return absl::OkStatus();
  const corpus::File file = corpus::Mp4({track == "h264" ? corpus::H264At60(kSamples) : corpus::Vfr1M(kSamples)});
  // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
  const fs::path unfinished = path.native() + ".unfinished";
  const std::string_view bytes(reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size());
  if (absl::Status status = impls::WriteFile(unfinished, bytes); !status.ok()) return status;
  fs::resize_file(unfinished, file.file_bytes, error);  // a hole where the media would be
  if (!error) fs::rename(unfinished, path, error);
  return error ? absl::InternalError("cannot write " + path.native() + ": " + error.message()) : absl::OkStatus();
}

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
  if (!movie->saved.ok()) return movie->saved;
  return impls::WriteFile(files.stale, EncodeCache(sample_table::MovieIdentity(), movie->tracks));
}

Files MakeFiles(std::string_view track) {
  Files files;
  fs::path directory;
  if (const std::optional<fs::path> scratch = pawl::RunScratch()) {
    directory = *scratch;
  } else {
    absl::StatusOr<impls::TempDir> own = impls::TempDir::Make();
    if (!own.ok()) {
      files.ready = own.status();
      return files;
    }
    files.own = *std::move(own);
    directory = files.own->path();
  }
  files.movie = directory / (std::string(track) + ".mp4");
  files.cache = directory / (std::string(track) + ".tables");
  files.stale = directory / (std::string(track) + ".stale");
  files.ready = WriteMovie(files.movie, track);
  if (files.ready.ok()) files.ready = WriteCaches(files);
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
    absl::StatusOr<std::vector<CachedTrack>> tracks = Parse(files.movie);
    if (!tracks.ok()) return tracks.status();
    return Opened{*std::move(tracks), {}};
  }
};

struct Cached {
  static constexpr std::string_view kName = "cached";

  static absl::StatusOr<Opened> Open(const Files& files) {
    return Expect(OpenAndCache(files.movie, files.cache), CacheState::kHit);
  }
};

// Finds a cache of another movie, and parses. It is not written anew, as of a movie that was just changed.
struct Stale {
  static constexpr std::string_view kName = "stale";

  static absl::StatusOr<Opened> Open(const Files& files) {
    return Expect(sample_table::OpenCached(files.movie, files.stale, std::chrono::hours(24 * 365)), CacheState::kStale);
  }
};

std::string Sum(const sample_table::Succinct& table) {
  uint64_t sum = table.size();
  for (uint32_t i = 0; i < table.size(); ++i) {
    const Sample sample = table.At(i);
    sum = sum * 31 + sample.offset + sample.size + sample.duration + sample.dts + sample.sync +
          static_cast<uint64_t>(int64_t{sample.cts_offset});
  }
  return std::to_string(sum);
}

// Measures opening a movie of one track with 60,000 samples, until a sample may be asked for, and closing it again: all
// its files are in the page cache.
// Does not measure: writing the cache, which is a disk's time; or a disk that has to read.
const int kOpen = pawl::ForEachImpl<impls::ImplList<Parsing, Cached, Stale>>(
    "sample_table_cache/Open", "track", {"h264", "vfr"},
    []<typename Impl>(std::string_view track) { return std::pair(Impl(), MakeFiles(track)); },
    [](benchmark::State& state, auto& f) {
      if (!f.second.ready.ok()) return state.SkipWithError(std::string(f.second.ready.message()));
      for (auto _ : state) {
        const absl::StatusOr<Opened> opened = f.first.Open(f.second);
        if (!opened.ok()) return state.SkipWithError(std::string(opened.status().message()));
        benchmark::DoNotOptimize(&opened->table());
      }
    },
    [](auto& f) {
      if (!f.second.ready.ok()) return f.second.ready.ToString();
      const absl::StatusOr<Opened> opened = f.first.Open(f.second);
      return opened.ok() ? Sum(opened->table()) : opened.status().ToString();
    });

// A table and what it lies in.
struct Asked {
  Files files;
  absl::StatusOr<Opened> opened;
  std::vector<uint32_t> samples;
};

// Measures a sample's place and time, at 1024 random samples one after the other, in a table that was built and in one
// that lies in a mapped cache.
// Does not measure: tables beyond the processor's caches.
const int kAt = pawl::ForEachImpl<impls::ImplList<Parsing, Cached>>(
    "sample_table_cache/At", "track", {"h264", "vfr"},
    []<typename Impl>(std::string_view track) {
      Asked asked{MakeFiles(track), absl::StatusOr<Opened>(absl::UnknownError("not opened")), {}};
      asked.opened = asked.files.ready.ok() ? Impl::Open(asked.files) : asked.files.ready;
      std::mt19937_64 random(7);
      for (int i = 0; i < 1024; ++i) asked.samples.push_back(static_cast<uint32_t>(random() % kSamples));
      return asked;
    },
    [](benchmark::State& state, auto& asked) {
      if (!asked.opened.ok()) return state.SkipWithError(std::string(asked.opened.status().message()));
      const sample_table::Succinct& table = asked.opened->table();
      for (auto _ : state) {
        for (const uint32_t sample : asked.samples) benchmark::DoNotOptimize(table.At(sample));
      }
    },
    [](auto& asked) { return asked.opened.ok() ? Sum(asked.opened->table()) : asked.opened.status().ToString(); });

}  // namespace
