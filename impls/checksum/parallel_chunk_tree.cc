#include "impls/checksum/parallel_chunk_tree.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <system_error>
#include <thread>
#include <vector>

#include "impls/checksum/files.h"
#include "impls/checksum/page_buffer.h"
#include "impls/checksum/sha_ni.h"
#include "impls/worker_pool/optimized.h"

namespace checksum {
namespace {

namespace fs = std::filesystem;

using chunk_tree::kChunkBytes;

constexpr size_t kReadBytes = size_t{64} << 10;  // as Optimized
constexpr size_t kBufferBytes = kReadBytes + kPageBytes;
static_assert(sha_ni::kMaxPaddingBytes <= kPageBytes && kChunkBytes % kReadBytes == 0);

// A chunk of a file, piece by piece with the padding behind the last.
class ChunkReader {
 public:
  // `file` is borrowed. Past its end, no piece comes at all.
  ChunkReader(const File& file, uint64_t begin) : file_(file), begin_(begin) {
    const uint64_t file_bytes = static_cast<uint64_t>(file.stamp().size_bytes);
    if (begin >= file_bytes) return;
    size_bytes_ = std::min<uint64_t>(kChunkBytes, file_bytes - begin);
    sha_ni::Compress(state_, chunk_tree::LeafBlock().data(), 1);
  }

  // Reads the next piece. blocks() is 0 if there is none.
  absl::Status Next(const PathRef& path) {
    blocks_ = 0;
    if (is_at_end_ || size_bytes_ == 0) return absl::OkStatus();
    if (!buffer_.Allocate(kBufferBytes)) return OutOfMemory(path, kBufferBytes);
    const size_t wanted = std::min(kReadBytes, size_bytes_ - read_bytes_);
    absl::Status status = chunk_tree::ReadAt(file_, begin_ + read_bytes_, buffer_.data(), wanted, path);
    if (!status.ok()) return status;
    read_bytes_ += wanted;
    is_at_end_ = read_bytes_ == size_bytes_;
    const size_t padding =
        is_at_end_ ? sha_ni::Pad(buffer_.data() + wanted, chunk_tree::LeafBlock().size() + size_bytes_) : 0;
    blocks_ = (wanted + padding) / sha_ni::kBlockBytes;
    return absl::OkStatus();
  }

  size_t blocks() const { return blocks_; }
  const char* block(size_t i) { return buffer_.data() + i * sha_ni::kBlockBytes; }
  sha_ni::State& state() { return state_; }

 private:
  const File& file_;
  const uint64_t begin_;
  size_t size_bytes_ = 0;
  size_t read_bytes_ = 0;
  size_t blocks_ = 0;
  bool is_at_end_ = false;
  sha_ni::State state_ = sha_ni::kStart;
  PageBuffer buffer_;
};

// The leaves of two neighbours, or why there are none. The second counts only if the file goes so far.
struct Pair {
  std::array<Digest, 2> leaves;
  absl::Status status;
};

Pair HashByShaNi(const File& file, uint64_t begin, const PathRef& path) {
  ChunkReader first(file, begin), second(file, begin + kChunkBytes);
  while (true) {
    for (ChunkReader* const chunk : {&first, &second}) {
      if (absl::Status status = chunk->Next(path); !status.ok()) return {{}, status};
    }
    if (first.blocks() == 0 && second.blocks() == 0) break;
    const size_t both = std::min(first.blocks(), second.blocks());
    if (both > 0) sha_ni::CompressTwo(first.state(), first.block(0), second.state(), second.block(0), both);
    for (ChunkReader* const chunk : {&first, &second}) {
      if (chunk->blocks() > both) sha_ni::Compress(chunk->state(), chunk->block(both), chunk->blocks() - both);
    }
  }
  return {{sha_ni::ToDigest(first.state()), sha_ni::ToDigest(second.state())}, absl::OkStatus()};
}

Pair HashByEvp(const File& file, uint64_t begin, const PathRef& path) {
  EvpSha256 sha256;
  PageBuffer buffer;
  if (!buffer.Allocate(kBufferBytes)) return {{}, OutOfMemory(path, kBufferBytes)};
  Pair pair = {};
  const uint64_t file_bytes = static_cast<uint64_t>(file.stamp().size_bytes);
  for (Digest& leaf : pair.leaves) {
    if (begin >= file_bytes) break;
    const uint64_t end = std::min(begin + kChunkBytes, file_bytes);
    pair.status = sha256.Start();
    if (pair.status.ok()) pair.status = sha256.Update(chunk_tree::LeafBlock());
    while (pair.status.ok() && begin < end) {
      const size_t wanted = std::min<uint64_t>(kReadBytes, end - begin);
      pair.status = chunk_tree::ReadAt(file, begin, buffer.data(), wanted, path);
      if (pair.status.ok()) pair.status = sha256.Update({buffer.data(), wanted});
      begin += wanted;
    }
    if (!pair.status.ok()) break;
    const absl::StatusOr<Digest> digest = sha256.Finish();
    if (!digest.ok()) return {{}, digest.status()};
    leaf = *digest;
  }
  return pair;
}

}  // namespace

struct ParallelChunkTree::Threads {
  explicit Threads(size_t workers) : pool(workers) {}
  worker_pool::Optimized pool;
};

ParallelChunkTree::ParallelChunkTree() : ParallelChunkTree(std::thread::hardware_concurrency(), BestEngine()) {}
ParallelChunkTree::ParallelChunkTree(size_t workers, Engine engine) : workers_(workers), engine_(engine) {}
ParallelChunkTree::ParallelChunkTree(ParallelChunkTree&& other) noexcept = default;
ParallelChunkTree& ParallelChunkTree::operator=(ParallelChunkTree&& other) noexcept = default;
ParallelChunkTree::~ParallelChunkTree() = default;

absl::StatusOr<ChunkTreeDigest> ParallelChunkTree::HashFile(const fs::path& path) {
  const absl::StatusOr<File> file = File::Open(path, Links::kFollow);
  if (!file.ok()) return file.status();
  const uint64_t size_bytes = static_cast<uint64_t>(file->stamp().size_bytes);
  if (size_bytes == 0) return plain_.HashFile(path);
  if (threads_ == nullptr) {
    try {
      threads_ = std::make_unique<Threads>(workers_);
    } catch (const std::system_error&) {  // no more threads to be had
      threads_ = std::make_unique<Threads>(1);
    }
  }
  const size_t chunks = (size_bytes + kChunkBytes - 1) / kChunkBytes;
  std::vector<Pair> pairs((chunks + 1) / 2);
  const worker_pool::Outcome outcome = threads_->pool.Map(std::span<Pair>(pairs), [&](size_t pair) {
    const uint64_t begin = 2 * pair * kChunkBytes;
    return engine_ == Engine::kShaNi ? HashByShaNi(*file, begin, path) : HashByEvp(*file, begin, path);
  });
  if (!outcome.ok()) return outcome.status;
  std::vector<Digest> leaves;
  leaves.reserve(2 * pairs.size());
  for (const Pair& pair : pairs) {
    if (!pair.status.ok()) return pair.status;
    leaves.insert(leaves.end(), pair.leaves.begin(), pair.leaves.end());
  }
  if (absl::Status status = file->Unchanged(path); !status.ok()) return status;
  EvpSha256 sha256;
  return chunk_tree::DigestOf(sha256, std::span<const Digest>(leaves).first(chunks), size_bytes);
}

}  // namespace checksum
