#ifndef PAWL_IMPLS_CHECKSUM_PARALLEL_CHUNK_TREE_H_
#define PAWL_IMPLS_CHECKSUM_PARALLEL_CHUNK_TREE_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/checksum/batch_hasher.h"
#include "impls/checksum/chunk_tree.h"

namespace checksum {

// Pairs of chunks by several threads, the two of a pair interleaved (sha_ni.h) where the CPU can. A file that claims no
// size is left to PlainChunkTree.
//
// Threads are started by the first HashFile() and kept; if there are none to be had, the caller does the work alone.
// Memory: 128 KiB for each thread, 72 bytes for each pair, and the threads' stacks.
class ParallelChunkTree {
 public:
  static constexpr std::string_view kName = "optimized";

  // As many workers as there are CPUs.
  ParallelChunkTree();

  // `workers`: threads, the calling one among them; 0 counts as 1. REQUIRES: sha_ni::IsSupported(), for Engine::kShaNi.
  ParallelChunkTree(size_t workers, Engine engine);

  ParallelChunkTree(ParallelChunkTree&& other) noexcept;
  ParallelChunkTree& operator=(ParallelChunkTree&& other) noexcept;
  ~ParallelChunkTree();

  absl::StatusOr<ChunkTreeDigest> HashFile(const std::filesystem::path& path);

 private:
  struct Threads;

  size_t workers_;
  Engine engine_;
  PlainChunkTree plain_;
  std::unique_ptr<Threads> threads_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_PARALLEL_CHUNK_TREE_H_
