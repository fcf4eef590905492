#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_ARCHIVE_EXPORT_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_ARCHIVE_EXPORT_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/tree.h"

// A directory tree as one archive file.
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * Export(root, archive, options) writes what Tree lists below `root` into the file `archive`. unzip, 7z, GNU tar
//     and bsdtar extract it to the same files, directories and links with the same bytes, permissions and times (to
//     the second; before 1970 and for links as far as the tools go).
//   * Names are the entries' paths, bytes unchanged, below Options::top if that is given. None is absolute or leads
//     out; one that does so on systems where backslashes divide names is in Report::problems.
//   * No link is followed: no content from outside of the tree is archived, even if a directory becomes a link
//     meanwhile. A link that leads out of the tree is archived as it stands, and is in Report::problems.
//   * The same tree and options give the same bytes, whatever the number of threads; with Options::fixed_time_s also
//     after the files' times have changed.
//   * `archive` is at any time what it was before or the whole new archive: it is written under another name in the
//     same directory, synced and renamed. After any error, a stop included, nothing of it is left. A kill leaves at
//     most the other name, `<archive>.XXXXXX`. Neither file is ever an entry, if it lies in the tree.
//   * What cannot be archived is left out, and what changes while it is read is archived as it was read; each is in
//     Report::problems, and the archive is sound. Of a file that grows, that is the beginning. Of one that is cut
//     short or cannot be read further, zip has what was read or nothing; the others may have zeros up to the size
//     that it had.
//   * Only what makes an archive impossible is an error: a root that cannot be listed, an output that cannot be
//     written (the disk is full), options that contradict each other, memory, or a requested stop (CANCELLED).
//   * When descriptors run out (EMFILE), fewer files are read at once, down to one; see Report::lowest_concurrency.
//   * With Options::verify the archive is read back, and every entry's bytes have the checksum of what was read from
//     the file; else DATA_LOSS, and there is no archive.
//   * Memory beyond Options::memory_limit_bytes is never asked for, by the estimate of the implementation's header;
//     where a tree needs more, RESOURCE_EXHAUSTED. Whoever chose an implementation whose memory grows with the tree
//     then takes one whose memory does not.
//   * Callbacks are called by any thread, but no two at once; what they are given ends with the call.
//   * One object is used by one thread at a time, and does any number of exports.
// Correct without: threads, deduplication (a copy instead of a link is right), or any compression.
namespace archive_export {

enum class Format { kZip, kTar, kTarGz, kTarZst, kSevenZip };

inline constexpr Format kFormats[] = {Format::kZip, Format::kTar, Format::kTarGz, Format::kTarZst, Format::kSevenZip};

// "zip", "tar", "tar.gz", "tar.zst", "7z": the names of ParseFormat() and the extensions of files.
std::string_view FormatName(Format format);

// UNIMPLEMENTED for "rar", which no free program writes; INVALID_ARGUMENT for other names. Both name what there is.
absl::StatusOr<Format> ParseFormat(std::string_view name);

// How much time to spend for how little size.
struct Level {
  enum class Kind {
    kAuto,    // the fastest that does not lose much; what is compressed already is stored
    kStore,   // no compression
    kSmall,   // smaller than zip -9, and still faster
    kNumber,  // `number`, 1 (fast) to 9 (small)
  };

  static Level Auto() { return {Kind::kAuto, 0}; }
  static Level Store() { return {Kind::kStore, 0}; }
  static Level Small() { return {Kind::kSmall, 0}; }
  static Level Number(int number) { return {Kind::kNumber, number}; }

  bool operator==(const Level&) const = default;

  Kind kind = Kind::kAuto;
  int number = 0;
};

// "auto", "store", "small", "1" to "9"; else INVALID_ARGUMENT.
absl::StatusOr<Level> ParseLevel(std::string_view text);
std::string LevelName(Level level);

enum class Stage { kReading, kWriting, kVerifying };

struct Progress {
  Stage stage = Stage::kWriting;  // kReading only where all is read before anything is written
  uint64_t files = 0;             // done, of all kinds of entries
  uint64_t bytes = 0;             // of files' content done; neither ever falls within a stage
  uint64_t total_files = 0;       // Options::total_files and total_bytes; 0 if unknown
  uint64_t total_bytes = 0;
  double elapsed_s = 0;   // since the export began
  std::string_view path;  // of what was done last
};

// An entry that is in the archive.
struct EntryReport {
  std::string_view path;
  Kind kind = Kind::kFile;
  uint64_t bytes = 0;         // of content
  uint64_t stored_bytes = 0;  // what these take in a zip archive; else 0: entries are compressed together
  std::string_view method;    // "stored", "deflated", "zstd", "lzma", "link", "directory", "hard link"
  std::string_view reason;    // why this method: "magic: gzip", "probe: compressible", "level: store", ...
};

struct Options {
  Format format = Format::kZip;
  Level level = Level::Auto();

  // Threads that read and compress, the calling one being one of them; 0 for as many as there are CPUs. The standard
  // implementation, tar without compression and 7z use one.
  size_t threads = 0;

  // Segments of 512 KiB that may be read ahead of the one that is written next, for each thread; 0 counts as 1.
  size_t read_ahead = 2;

  // Bytes of a single read(2); 0 counts as 64 KiB, more than 512 KiB as that.
  size_t chunk_bytes = 64 << 10;

  // Files of the same bytes, mode and owner become hard links in tar, tar.gz and tar.zst, with the first one's time.
  // zip and 7z have no such links: there it does nothing. Files that are hard links of each other in the tree become so
  // in tar formats always.
  bool deduplicate = false;

  bool verify = false;

  // Seconds since 1970 that all entries get as their time. zip holds 1980 to 2107 in its own fields, and the rest of it
  // to 2038 in the extension that unzip and 7z read.
  std::optional<int64_t> fixed_time_s = std::nullopt;

  // A directory that all names stand in, such as "project"; empty for none. Absolute ones, and ".." and "." as a part
  // of it, are INVALID_ARGUMENT.
  std::string top = "";

  // 0 for none.
  uint64_t memory_limit_bytes = 0;

  // Returns false for what is to be left out without being reported; with a directory, all below it. Called in the
  // order of the walk by any thread, never by two at once; the tree may be walked twice.
  std::function<bool(const Entry&)> filter = nullptr;

  // At most 20 times a second, and once at the end of each stage.
  std::function<void(const Progress&)> progress = nullptr;
  uint64_t total_files = 0;  // handed on to it
  uint64_t total_bytes = 0;

  // For every entry, in the order of the archive.
  std::function<void(const EntryReport&)> on_entry = nullptr;

  std::stop_token stop = {};
};

// What is not in the archive as it is in the tree.
struct Problem {
  std::string path;     // relative to the root
  absl::Status status;  // with the path's full name and the way out; ABORTED for what changed while it was read
  bool archived;        // whether there is an entry all the same; FAILED_PRECONDITION then for what leads out
};

struct Report {
  std::string_view method;  // T::kMethod: "standard" or "streaming"
  std::filesystem::path archive;
  Format format = Format::kZip;

  uint64_t files = 0;  // regular files in the archive, hard links included
  uint64_t directories = 0;
  uint64_t links = 0;        // symbolic ones
  uint64_t input_bytes = 0;  // of content of `files`
  uint64_t archive_bytes = 0;
  uint64_t stored_files = 0;     // of `files`, not compressed
  uint64_t duplicate_files = 0;  // of `files`, hard links in the archive
  uint64_t duplicate_bytes = 0;  // which these did not take again
  uint64_t verified_entries = 0;

  size_t threads = 1;
  size_t lowest_concurrency = 1;  // files read at once when descriptors were scarcest; `threads` if they never were
  double seconds = 0;             // of all, `verify_seconds` included
  double verify_seconds = 0;
  uint64_t peak_memory_bytes = 0;  // resident, of the process since its start

  std::vector<Problem> problems;  // in the order in which they were met

  // archive / input; 0 for nothing at all.
  double ratio() const {
    return input_bytes == 0 ? 0 : static_cast<double>(archive_bytes) / static_cast<double>(input_bytes);
  }
};

template <typename T>
concept Exporter = requires(T exporter, const std::filesystem::path& path, const Options& options) {
  { T::kName } -> std::convertible_to<std::string_view>;
  { T::kMethod } -> std::convertible_to<std::string_view>;
  T();
  { exporter.Export(path, path, options) } -> std::same_as<absl::StatusOr<Report>>;
};

// INVALID_ARGUMENT for options that no implementation takes. Every implementation asks it first.
absl::Status CheckOptions(const Options& options);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_ARCHIVE_EXPORT_H_
