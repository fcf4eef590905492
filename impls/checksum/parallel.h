#ifndef PAWL_IMPLS_CHECKSUM_PARALLEL_H_
#define PAWL_IMPLS_CHECKSUM_PARALLEL_H_

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "impls/checksum/batch_hasher.h"
#include "impls/checksum/checksum.h"

namespace checksum {

// Hashes the files of a tree by several threads, each as Interleaved does. The calling thread lists the tree and hashes
// the lines, in rounds of 2048 files between which the threads wait for each other; so it does little for a tree of one
// big file and a few small ones, whose time is the big one's.
//
// Threads are started by the first HashTree() or HashEach() and kept; if there are none to be had, the caller does the
// work alone. Memory: Interleaved's buffers for each thread, a round of paths, and the threads' stacks.
class Parallel {
 public:
  static constexpr std::string_view kName = "parallel";

  // As many workers as there are CPUs.
  Parallel();

  // `workers`: threads, the calling one among them; 0 counts as 1. REQUIRES: sha_ni::IsSupported(), for Engine::kShaNi.
  Parallel(size_t workers, Engine engine);

  Parallel(Parallel&& other) noexcept;
  Parallel& operator=(Parallel&& other) noexcept;
  ~Parallel();

  absl::StatusOr<Digest> HashFile(const std::filesystem::path& path) { return alone_.one_file().HashFile(path); }
  absl::StatusOr<Digest> HashTree(const std::filesystem::path& root);
  Manifest HashEach(const std::filesystem::path& root);
  absl::StatusOr<Digest> HashBytes(std::string_view bytes) { return alone_.HashBytes(bytes); }

 private:
  struct Threads;

  void HashAll(const std::filesystem::path& root, std::span<Item> items);

  size_t workers_;
  Engine engine_;
  BatchHasher alone_;
  std::unique_ptr<Threads> threads_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_PARALLEL_H_
