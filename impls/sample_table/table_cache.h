#ifndef PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_H_

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/sample_table/cache_format.h"
#include "impls/sample_table/mapped_file.h"

// A movie's tables, kept in a file beside it or elsewhere, so that a second open maps them instead of parsing the
// movie.
namespace sample_table {

enum class CacheState {
  kHit,      // the tables are the file's
  kAbsent,   // there was none
  kStale,    // it was whole, but of another movie, of this one before a change, or of another version
  kDamaged,  // it could not be read, or was not what a program of this version writes
};

struct CachedMovie {
  // What the tables of a hit borrow: they last as long as this does. Empty otherwise.
  MappedFile mapping;
  std::vector<CachedTrack> tracks;  // in the movie's order
  CacheState state = CacheState::kAbsent;
  std::string reason;  // what keeps the cache from being a hit, with its path; empty for a hit
  // Unless this was a hit: whether the next open will be one, and if not, why. No error of the tables.
  absl::Status saved;
};

// The coarsest step of a file's time stamps that is in use, FAT's.
inline constexpr std::chrono::nanoseconds kCoarsestTimestamp = std::chrono::seconds(2);

// The tables of the movie at `movie`, from the cache at `cache` if that is whole and of the movie as it is now. If not,
// the movie is parsed, and the cache written anew: to a file of a random name beside it, which is synced and then
// renamed, so that `cache` is a whole one or none at any time. A mapping outlives its file's replacement. Any number of
// threads and processes may open the same cache at once; the last one to write leaves its own. A process that dies
// while it writes may leave a file "<cache>.??????" behind. The cache is the caller's, and of the movie's group; its
// group and all others may read it if they may read the movie. Where the caller may not give it to that group, only he
// may. A movie's owner who is not the caller counts as one of the others.
//
// A hit costs a pass over the cache for its checksum, and one over what look-ups find their way by, so that none of
// them can leave the tables: some ns for each 64 samples, and where chunks are of uneven size for each chunk; nothing
// of the movie but its inode is read. The errors are the movie's alone: those of MappedFile::Open, ReadMovie and
// Succinct::Build, and RESOURCE_EXHAUSTED where memory runs out elsewhere. What is wrong with the cache, such as a full
// disk or a directory that is not to be written, is in the result; INVALID_ARGUMENT in its `saved` means that `cache`
// is the movie itself, by whatever name, which is left as it is.
//
// A movie is the one that the cache is of if its size, modification and change time, device and inode are. Writing to a
// file sets its change time, and no program can set that back: so a rewrite of as many bytes is noticed even where the
// modification time is restored. Time stamps have steps, though: a rewrite within one of a parse could go unseen. Hence
// a movie is cached only if both times were `step` ago before the parse, and are unchanged after it. `step` may be
// shorter on a known file system; 0 is for a caller who knows that nobody writes.
//   Noticed in vain: another name, owner or mode, a copy or a restored backup: the cache is built anew.
//   Unnoticed: a clock that was set back, or a file server's that is behind by more than `step`; a program that changes
//   the movie by a mapping that it wrote to shortly before the parse, until the kernel has written that out; writes to
//   the device under a mounted file system; on FAT, which keeps no change time, a rewrite of as many bytes whose
//   modification time is set back. And the cache is as trustworthy as its directory: whoever may write there can forge
//   answers, but no access outside the tables, as these are checked when they are opened.
//   Not kept: a cache that somebody with the right to change it writes to in place while it is in use can make look-ups
//   leave the tables, and one that he cuts ends the reader with SIGBUS, as with every mapping. OpenCached itself never
//   writes to a cache in place.
absl::StatusOr<CachedMovie> OpenCached(const std::filesystem::path& movie, const std::filesystem::path& cache,
                                       std::chrono::nanoseconds step = kCoarsestTimestamp);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_TABLE_CACHE_H_
