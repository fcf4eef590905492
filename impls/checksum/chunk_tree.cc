#include "impls/checksum/chunk_tree.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <vector>

namespace checksum {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "sha256-chunk-tree-1MiB";

using Block = std::array<char, 64>;

constexpr Block BlockOf(std::string_view what) {
  Block block = {};
  std::copy(kFormat.begin(), kFormat.end(), block.begin());
  block[kFormat.size()] = ' ';
  std::copy(what.begin(), what.end(), block.begin() + kFormat.size() + 1);
  return block;
}

constexpr Block kLeaf = BlockOf("leaf"), kNode = BlockOf("node"), kFile = BlockOf("file");

std::string_view View(const Block& block) { return {block.data(), block.size()}; }
std::string_view View(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

absl::StatusOr<Digest> RootOf(EvpSha256& sha256, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return leaves.front();
  const size_t left_size = std::bit_floor(leaves.size() - 1);
  const absl::StatusOr<Digest> left = RootOf(sha256, leaves.first(left_size));
  if (!left.ok()) return left.status();
  const absl::StatusOr<Digest> right = RootOf(sha256, leaves.subspan(left_size));
  if (!right.ok()) return right.status();
  return chunk_tree::Sha256(sha256, {View(kNode), View(*left), View(*right)});
}

}  // namespace

std::string ChunkTreeDigest::Text() const { return std::string(kFormat) + ":" + Hex(digest); }

namespace chunk_tree {

std::string_view LeafBlock() { return View(kLeaf); }

absl::StatusOr<Digest> Sha256(EvpSha256& sha256, std::initializer_list<std::string_view> texts) {
  if (absl::Status status = sha256.Start(); !status.ok()) return status;
  for (const std::string_view text : texts) {
    if (absl::Status status = sha256.Update(text); !status.ok()) return status;
  }
  return sha256.Finish();
}

absl::StatusOr<ChunkTreeDigest> DigestOf(EvpSha256& sha256, std::span<const Digest> leaves, uint64_t size_bytes) {
  const absl::StatusOr<Digest> root = RootOf(sha256, leaves);
  if (!root.ok()) return root.status();
  std::array<char, 8> size;
  for (size_t i = 0; i < size.size(); ++i) size[i] = static_cast<char>(size_bytes >> (8 * i));
  const absl::StatusOr<Digest> digest = Sha256(sha256, {View(kFile), {size.data(), size.size()}, View(*root)});
  if (!digest.ok()) return digest.status();
  return ChunkTreeDigest{*digest};
}

absl::Status ReadAt(const File& file, uint64_t offset, char* data, size_t size_bytes, const PathRef& path) {
  while (size_bytes > 0) {
    const ssize_t got = pread(file.fd().get(), data, size_bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(path, "cannot read", errno);
    if (got == 0) {
      return absl::AbortedError(path.Text() + ": changed while it was read: ends at byte " + std::to_string(offset) +
                                " of " + std::to_string(file.stamp().size_bytes) +
                                ". Hash it again when nothing writes to it");
    }
    data += got;
    offset += static_cast<uint64_t>(got);
    size_bytes -= static_cast<size_t>(got);
  }
  return absl::OkStatus();
}

}  // namespace chunk_tree

absl::StatusOr<ChunkTreeDigest> PlainChunkTree::HashFile(const fs::path& path) {
  const absl::StatusOr<File> file = File::Open(path, Links::kFollow);
  if (!file.ok()) return file.status();
  if (!buffer_.Allocate(chunk_tree::kChunkBytes)) return OutOfMemory(path, chunk_tree::kChunkBytes);
  std::vector<Digest> leaves;
  uint64_t size_bytes = 0;
  for (bool at_end = false; !at_end;) {
    size_t in_chunk = 0;
    while (in_chunk < chunk_tree::kChunkBytes && !at_end) {
      const absl::StatusOr<size_t> got =
          ReadSome(file->fd(), buffer_.data() + in_chunk, chunk_tree::kChunkBytes - in_chunk, path);
      if (!got.ok()) return got.status();
      in_chunk += *got;
      at_end = *got == 0;
    }
    if (in_chunk == 0 && !leaves.empty()) break;
    const absl::StatusOr<Digest> leaf = chunk_tree::Sha256(sha256_, {View(kLeaf), {buffer_.data(), in_chunk}});
    if (!leaf.ok()) return leaf.status();
    leaves.push_back(*leaf);
    size_bytes += in_chunk;
  }
  if (absl::Status status = file->Unchanged(path); !status.ok()) return status;
  return chunk_tree::DigestOf(sha256_, leaves, size_bytes);
}

}  // namespace checksum
