#include "impls/sample_table/table_cache.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "impls/sample_table/movie.h"
#include "impls/sample_table/replace_file.h"

namespace sample_table {
namespace {

namespace fs = std::filesystem;

struct Source {
  MovieIdentity identity;
  mode_t mode = 0;
};

int64_t Nanoseconds(const timespec& time) { return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

absl::StatusOr<Source> Examine(const fs::path& movie) {
  struct stat info = {};
  if (stat(movie.c_str(), &info) != 0) return absl::ErrnoToStatus(errno, movie.string() + ": cannot be examined");
  return Source{{static_cast<uint64_t>(info.st_size), Nanoseconds(info.st_mtim), Nanoseconds(info.st_ctim), info.st_dev,
                 info.st_ino},
                info.st_mode};
}

// Makes `result` a hit, or says in it why it is none.
void OpenCache(const fs::path& cache, const MovieIdentity& movie, CachedMovie& result) {
  absl::StatusOr<MappedFile> file = MappedFile::Open(cache);
  if (!file.ok()) {
    result.state = absl::IsNotFound(file.status()) ? CacheState::kAbsent : CacheState::kDamaged;
    result.reason = std::string(file.status().message());
    return;
  }
  absl::StatusOr<std::vector<CachedTrack>> tracks = DecodeCache(file->bytes(), movie);
  if (!tracks.ok()) {
    result.state = absl::IsFailedPrecondition(tracks.status()) ? CacheState::kStale : CacheState::kDamaged;
    result.reason = cache.string() + ": " + std::string(tracks.status().message());
    return;
  }
  result.state = CacheState::kHit;
  result.mapping = *std::move(file);
  result.tracks = *std::move(tracks);
}

absl::StatusOr<std::vector<CachedTrack>> Parse(const fs::path& path) {
  const absl::StatusOr<MappedFile> file = MappedFile::Open(path);
  if (!file.ok()) return file.status();
  const absl::StatusOr<Movie> movie = ReadMovie(file->bytes(), file->bytes().size());
  if (!movie.ok())
    return absl::Status(movie.status().code(), path.string() + ": " + std::string(movie.status().message()));
  std::vector<CachedTrack> tracks;
  for (const Track& track : movie->tracks) {
    absl::StatusOr<Succinct> table = Succinct::Build(track.tables);
    if (!table.ok()) return table.status();
    tracks.push_back({track.id, track.handler, track.timescale, track.edits, *std::move(table)});
  }
  return tracks;
}

// Whether a change of the movie after its parse is certain to show in its identity.
absl::Status CheckIsSettled(const fs::path& path, const MovieIdentity& movie, std::chrono::nanoseconds step) {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  const int64_t since_ns = Nanoseconds(now) - std::max(movie.modified_ns, movie.changed_ns);
  if (since_ns >= step.count()) return absl::OkStatus();
  if (since_ns < 0) {
    return absl::FailedPreconditionError(path.string() +
                                         ": is not cached while its time stamps lie in the future, by " +
                                         std::to_string(-since_ns) + " ns. Set them with touch");
  }
  return absl::FailedPreconditionError(path.string() + ": was changed " + std::to_string(since_ns) +
                                       " ns ago, so that another change might show in no time stamp. Open it again " +
                                       std::to_string(step.count()) + " ns after its last change");
}

absl::Status Save(const fs::path& path, const Source& movie, std::span<const CachedTrack> tracks, const fs::path& cache,
                  std::chrono::nanoseconds step) {
  const absl::StatusOr<Source> after = Examine(path);
  if (!after.ok()) return after.status();
  if (after->identity != movie.identity) {
    return absl::AbortedError(path.string() + ": was changed while it was read. Open it again");
  }
  if (absl::Status status = CheckIsSettled(path, movie.identity, step); !status.ok()) return status;
  try {
    constexpr mode_t kRead = S_IRUSR | S_IRGRP | S_IROTH;
    return ReplaceFile(cache, EncodeCache(movie.identity, tracks), (movie.mode & kRead) | S_IRUSR);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError(cache.string() + ": no memory to write it");
  }
}

}  // namespace

absl::StatusOr<CachedMovie> OpenCached(const fs::path& movie, const fs::path& cache, std::chrono::nanoseconds step) {
  const absl::StatusOr<Source> source = Examine(movie);
  if (!source.ok()) return source.status();
  CachedMovie result;
  OpenCache(cache, source->identity, result);
  if (result.state == CacheState::kHit) return result;
  absl::StatusOr<std::vector<CachedTrack>> tracks = Parse(movie);
  if (!tracks.ok()) return tracks.status();
  result.tracks = *std::move(tracks);
  result.saved = Save(movie, *source, result.tracks, cache, step);
  return result;
}

}  // namespace sample_table
