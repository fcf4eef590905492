#include "impls/archive_export/optimized.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "impls/archive_export/blocks.h"
#include "impls/archive_export/duplicates.h"
#include "impls/archive_export/errors.h"
#include "impls/archive_export/names.h"
#include "impls/archive_export/segments.h"
#include "impls/archive_export/session.h"
#include "impls/archive_export/seven_zip.h"
#include "impls/archive_export/tar_stream.h"
#include "impls/archive_export/zip_stream.h"
#include "impls/worker_pool/optimized.h"

namespace archive_export {
namespace {

namespace fs = std::filesystem;

using Pool = worker_pool::Optimized;

size_t ThreadsFor(const Options& options) {
  if (options.format == Format::kSevenZip) return 1;
  size_t threads = options.threads == 0 ? std::max(1u, std::thread::hardware_concurrency()) : options.threads;
  while (threads > 1 && options.memory_limit_bytes > 0 &&
         Optimized::MemoryBytes(threads, options.read_ahead) > options.memory_limit_bytes) {
    --threads;
  }
  return threads;
}

// Where a stream of unknown length through the pool ends: the item that finds nothing left fails, and those before it
// have been handed out by then. Not told by its status: a file that may not grow is OUT_OF_RANGE, too.
class End {
 public:
  absl::Status At(size_t item) {
    size_t lowest = lowest_;
    while (item < lowest && !lowest_.compare_exchange_weak(lowest, item)) {
    }
    return absl::OutOfRangeError("end");
  }

  // Of how the stream ended.
  absl::Status StatusOf(const worker_pool::Outcome& outcome, const Session& session) const {
    if (!outcome.ok() && outcome.completed == lowest_) return absl::OkStatus();
    if (outcome.status.code() == absl::StatusCode::kCancelled) return session.CheckStop();
    return outcome.status;
  }

 private:
  std::atomic<size_t> lowest_ = SIZE_MAX;
};

// The threads, and what they work with: one set for writing and for reading back.
struct Workshop {
  explicit Workshop(size_t count) : threads(count), pool(count) {}

  const size_t threads;
  Reused<Workbench> benches;
  Reused<Buffer> buffers;
  Pool pool;
};

// All segments through the pool.
absl::Status Run(Workshop& workshop, Segments& segments, Stream& stream, Session& session) {
  End end;
  const auto pack = [&](size_t i) -> absl::StatusOr<std::unique_ptr<Packed>> {
    auto packed = std::make_unique<Packed>();
    packed->segment = segments.Take(i);
    if (packed->segment == nullptr) return end.At(i);
    packed->bytes = workshop.buffers.Take();
    packed->bytes.Clear();
    Workbench bench = workshop.benches.Take();
    const absl::Status status = stream.Pack(bench, *packed);
    workshop.benches.Give(std::move(bench));
    if (!status.ok()) return status;
    return packed;
  };
  const auto join = [&](size_t /*i*/, std::unique_ptr<Packed>&& packed) -> absl::Status {
    const absl::Status status = stream.Join(*packed);
    workshop.buffers.Give(std::move(packed->bytes));
    packed.reset();
    return status;
  };
  worker_pool::Options options;
  options.stop = session.options().stop;
  options.window = workshop.threads * std::max<size_t>(session.options().read_ahead, 1) + 1;
  return end.StatusOf(workshop.pool.Stream(SIZE_MAX / 2, pack, join, options), session);
}

absl::Status CheckBlocks(Workshop& workshop, Blocks& blocks, const OutputFile& output, Session& session) {
  session.Enter(Stage::kVerifying);
  const double begin = session.Seconds();
  using Checked = std::pair<uint64_t, uint64_t>;
  End end;
  const auto check = [&](size_t i) -> absl::StatusOr<Checked> {
    Workbench bench = workshop.benches.Take();
    Buffer buffer = workshop.buffers.Take();
    Checked checked;
    const absl::StatusOr<bool> some =
        blocks.CheckGroup(i, output.fd(), session.report().archive, bench, buffer, checked.first, checked.second);
    workshop.benches.Give(std::move(bench));
    workshop.buffers.Give(std::move(buffer));
    if (!some.ok()) return some.status();
    if (!*some) return end.At(i);
    return checked;
  };
  const auto count = [&](size_t /*i*/, Checked&& checked) {
    session.report().verified_entries += checked.first;
    session.Advance(checked.first, checked.second, "");
  };
  worker_pool::Options options;
  options.stop = session.options().stop;
  options.window = 2 * workshop.threads;
  const absl::Status status = end.StatusOf(workshop.pool.Stream(SIZE_MAX / 2, check, count, options), session);
  session.report().verify_seconds = session.Seconds() - begin;
  if (!status.ok()) return status;
  return blocks.CheckCover(session.report().archive, output.size_bytes());
}

// Files by size, before any is read.
absl::Status CountFiles(const fs::path& root, const Options& options, const OutputFile& output,
                        Duplicates& duplicates) {
  absl::StatusOr<Tree> tree = Tree::Open(root);
  if (!tree.ok()) return tree.status();
  while (const std::optional<Entry> entry = tree->Next()) {
    if (options.stop.stop_requested()) break;
    if (entry->kind == Kind::kFile && IsWanted(*tree, *entry, options, output)) duplicates.Count(*entry);
    if (entry->kind == Kind::kDirectory) IsWanted(*tree, *entry, options, output);
  }
  return absl::OkStatus();
}

std::unique_ptr<Stream> MakeStream(Format format, StreamParts parts, const fs::path& directory) {
  if (format == Format::kZip) return std::make_unique<ZipStream>(parts, directory);
  const Wrapping wrapping = format == Format::kTarGz    ? Wrapping::kGzip
                            : format == Format::kTarZst ? Wrapping::kZstd
                                                        : Wrapping::kNone;
  return std::make_unique<TarStream>(parts, wrapping);
}

absl::Status WriteSegments(Tree& tree, FileReader& reader, OutputFile& output, Session& session, size_t threads) {
  const Options& options = session.options();
  std::optional<Duplicates> duplicates;
  if (HasHardLinks(options.format)) {
    duplicates.emplace(reader);
    if (options.deduplicate) {
      const absl::Status counted = CountFiles(tree.root_path(), options, output, *duplicates);
      if (!counted.ok()) return counted;
    }
  }
  const fs::path directory = session.report().archive.parent_path();
  std::optional<Blocks> blocks;
  if (options.verify) blocks.emplace(directory);
  const std::unique_ptr<Stream> stream =
      MakeStream(options.format, {session, reader, output, blocks ? &*blocks : nullptr}, directory);
  Segments segments(tree, session, reader, output, duplicates ? &*duplicates : nullptr);
  Workshop workshop(threads);
  if (const absl::Status run = Run(workshop, segments, *stream, session); !run.ok()) return run;
  if (const absl::Status finished = stream->Finish(); !finished.ok()) return finished;
  return blocks ? CheckBlocks(workshop, *blocks, output, session) : absl::OkStatus();
}

absl::StatusOr<Report> ExportWith(const fs::path& root, const fs::path& archive, const Options& options,
                                  size_t threads) {
  Session session(archive, options, Optimized::kMethod);
  absl::StatusOr<Tree> tree = Tree::Open(root);
  if (!tree.ok()) return tree.status();
  absl::StatusOr<OutputFile> output = OutputFile::Create(archive);
  if (!output.ok()) return output.status();
  session.Enter(Stage::kWriting);
  const size_t chunk_bytes = options.chunk_bytes == 0 ? 64 << 10 : std::min<size_t>(options.chunk_bytes, kSegmentBytes);
  FileReader reader(tree->root_path(), tree->root(), chunk_bytes, threads);
  const absl::Status written = options.format == Format::kSevenZip
                                   ? WriteSevenZip(*tree, reader, *output, session)
                                   : WriteSegments(*tree, reader, *output, session, threads);
  if (!written.ok()) return written;
  if (const absl::Status stop = session.CheckStop(); !stop.ok()) return stop;
  if (const absl::Status committed = output->Commit(); !committed.ok()) return committed;
  session.report().threads = threads;
  session.report().lowest_concurrency = reader.gate().allowed();
  return session.Finish(output->size_bytes());
}

}  // namespace

uint64_t Optimized::MemoryBytes(size_t threads, size_t read_ahead) {
  constexpr uint64_t kWhatever = 8 << 20, kBench = 1 << 20;
  const uint64_t waiting = std::max<size_t>(read_ahead, 1) * kSegmentBytes;
  return kWhatever + threads * (kBench + waiting);
}

absl::StatusOr<Report> Optimized::Export(const fs::path& root, const fs::path& archive, const Options& options) {
  if (const absl::Status status = CheckOptions(options); !status.ok()) return status;
  const size_t threads = ThreadsFor(options);
  if (options.memory_limit_bytes > 0 && MemoryBytes(threads, options.read_ahead) > options.memory_limit_bytes) {
    return absl::ResourceExhaustedError(root.native() + ": " +
                                        std::to_string(MemoryBytes(threads, options.read_ahead)) +
                                        " bytes of memory are needed at least, which is above the limit of " +
                                        std::to_string(options.memory_limit_bytes) + ". Raise the limit");
  }
  try {
    return ExportWith(root, archive, options, threads);
  } catch (const std::bad_alloc&) {
    return OutOfMemory(root);
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(root.native() + ": " + std::to_string(threads) +
                                        " threads cannot be started: " + error.code().message() +
                                        ". Use fewer threads, or raise the limit of processes (ulimit -u)");
  }
}

}  // namespace archive_export
