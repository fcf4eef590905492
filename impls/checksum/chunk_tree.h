#ifndef PAWL_IMPLS_CHECKSUM_CHUNK_TREE_H_
#define PAWL_IMPLS_CHECKSUM_CHUNK_TREE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/checksum/checksum.h"
#include "impls/checksum/evp_sha256.h"
#include "impls/checksum/files.h"
#include "impls/checksum/page_buffer.h"

// Another digest of one file, which several CPUs can compute: SHA-256 of its chunks, joined by a binary tree. It is not
// the file's SHA-256 and has a name of its own, which each hash in it begins with.
//
// The format `sha256-chunk-tree-1MiB`:
//     chunks  the file, cut every 1,048,576 bytes; the last may be shorter; an empty file is one empty chunk
//     leaf    SHA-256(block("leaf") chunk)
//     node    SHA-256(block("node") left right), of two digests of 32 bytes
//     file    SHA-256(block("file") size root), size: the file's in bytes, 8 bytes, least significant first
// where block(x) is the 64 bytes of "sha256-chunk-tree-1MiB " and x, filled up with zeros. The root of one leaf is the
// leaf; of n > 1 leaves it is the node of the root of the first k and that of the others, k being the greatest power of
// two below n: the tree of RFC 9162, 2.1.1.
namespace checksum {

// `digest` of the format above. No Digest, so that neither is taken for the other.
struct ChunkTreeDigest {
  Digest digest;

  // "sha256-chunk-tree-1MiB:" and 64 hexadecimal digits.
  std::string Text() const;

  bool operator==(const ChunkTreeDigest&) const = default;
};

// Which files, and their errors: as Hasher::HashFile() of checksum.h.
template <typename T>
concept ChunkTreeHasher = requires(T hasher, const std::filesystem::path& path) {
  { T::kName } -> std::convertible_to<std::string_view>;
  { hasher.HashFile(path) } -> std::same_as<absl::StatusOr<ChunkTreeDigest>>;
};

// One chunk after the other, by OpenSSL. Memory: one chunk, and 32 bytes for each.
class PlainChunkTree {
 public:
  static constexpr std::string_view kName = "baseline";

  absl::StatusOr<ChunkTreeDigest> HashFile(const std::filesystem::path& path);

 private:
  EvpSha256 sha256_;
  PageBuffer buffer_;
};

// What the implementations share: the format's texts, and its tree.
namespace chunk_tree {

inline constexpr size_t kChunkBytes = size_t{1} << 20;

// The 64 bytes that a leaf begins with.
std::string_view LeafBlock();

// SHA-256 of the texts, one after the other.
absl::StatusOr<Digest> Sha256(EvpSha256& sha256, std::initializer_list<std::string_view> texts);

// That of a file of `size_bytes`, whose chunks have these leaves. REQUIRES: a leaf.
absl::StatusOr<ChunkTreeDigest> DigestOf(EvpSha256& sha256, std::span<const Digest> leaves, uint64_t size_bytes);

// Reads exactly `size_bytes` from `offset` on; a file that has fewer is ABORTED.
absl::Status ReadAt(const File& file, uint64_t offset, char* data, size_t size_bytes, const PathRef& path);

}  // namespace chunk_tree
}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CHUNK_TREE_H_
