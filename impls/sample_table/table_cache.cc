#include "impls/sample_table/table_cache.h"

#include <sys/stat.h>

#include <new>
#include <utility>

#include "impls/sample_table/file_error.h"
#include "impls/sample_table/movie.h"
#include "impls/sample_table/movie_file.h"
#include "impls/sample_table/replace_file.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

// Makes `result` a hit, or says in it why it is none. RESOURCE_EXHAUSTED where that is the memory's fault.
absl::Status OpenCache(const fs::path& cache, const MovieIdentity& movie, CachedMovie& result) {
  absl::StatusOr<MappedFile> file = MappedFile::Open(cache);
  if (!file.ok()) {
    result.state = absl::IsNotFound(file.status()) ? CacheState::kAbsent : CacheState::kDamaged;
    result.reason = std::string(file.status().message());
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<CachedTrack>> tracks = DecodeCache(file->bytes(), movie);
  if (absl::IsResourceExhausted(tracks.status())) {
    return absl::ResourceExhaustedError(cache.string() + ": " + std::string(tracks.status().message()));
  }
  if (!tracks.ok()) {
    result.state = absl::IsFailedPrecondition(tracks.status()) ? CacheState::kStale : CacheState::kDamaged;
    result.reason = cache.string() + ": " + std::string(tracks.status().message());
    return absl::OkStatus();
  }
  result.state = CacheState::kHit;
  result.mapping = *std::move(file);
  result.tracks = *std::move(tracks);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<CachedTrack>> Parse(const fs::path& path, const MovieFile& source) {
  const absl::StatusOr<MappedFile> file = source.Map();
  if (!file.ok()) return file.status();
  const absl::StatusOr<Movie> movie = ReadMovie(file->bytes(), file->bytes().size());
  if (!movie.ok()) {
    return absl::Status(movie.status().code(), path.string() + ": " + std::string(movie.status().message()));
  }
  std::vector<CachedTrack> tracks;
  for (const Track& track : movie->tracks) {
    absl::StatusOr<Succinct> table = Succinct::Build(track.tables);
    if (!table.ok()) return table.status();
    tracks.push_back({track.id, track.handler, track.timescale, track.edits, *std::move(table)});
  }
  return tracks;
}

absl::Status CheckIsNot(const fs::path& cache, const MovieIdentity& movie) {
  struct stat info = {};
  if (stat(cache.c_str(), &info) != 0 || info.st_dev != movie.device || info.st_ino != movie.inode) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(cache.string() + ": is the movie itself, which no cache may replace. Name another");
}

absl::Status Save(const MovieFile& movie, std::span<const CachedTrack> tracks, const fs::path& cache,
                  std::chrono::nanoseconds step) {
  if (absl::Status status = CheckIsNot(cache, movie.identity()); !status.ok()) return status;
  if (absl::Status status = movie.CheckUnchanged(step); !status.ok()) return status;
  try {
    constexpr mode_t kRead = S_IRUSR | S_IRGRP | S_IROTH;
    return ReplaceFile(cache, EncodeCache(movie.identity(), tracks), (movie.mode() & kRead) | S_IRUSR, movie.group());
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(cache.string() + ": no memory to write it");
  }
}

absl::StatusOr<CachedMovie> Open(const fs::path& movie, const fs::path& cache, std::chrono::nanoseconds step) {
  struct stat info = {};
  if (stat(movie.c_str(), &info) != 0) return FileError(movie, "cannot be examined");
  CachedMovie result;
  if (absl::Status status = OpenCache(cache, IdentityOf(info), result); !status.ok()) return status;
  if (result.state == CacheState::kHit) return result;
  const absl::StatusOr<MovieFile> source = MovieFile::Open(movie);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::vector<CachedTrack>> tracks = Parse(movie, *source);
  if (!tracks.ok()) return tracks.status();
  result.tracks = *std::move(tracks);
  result.saved = Save(*source, result.tracks, cache, step);
  return result;
}

}  // namespace

absl::StatusOr<CachedMovie> OpenCached(const fs::path& movie, const fs::path& cache, std::chrono::nanoseconds step) {
  try {
    return Open(movie, cache, step);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(movie.string() + ": no memory to open it. Free some, or open fewer movies");
  }
}

}  // namespace sample_table
