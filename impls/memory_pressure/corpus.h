#ifndef PAWL_IMPLS_MEMORY_PRESSURE_CORPUS_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/temp_dir.h"

// Made-up kernels and streams for test and benchmark.
namespace memory_pressure::corpus {

// A folder with proc/ and sys/ for MemoryFiles: a process in the control group /app, of which nothing is known yet.
class MadeUpRoot {
 public:
  static absl::StatusOr<MadeUpRoot> Make();

  const std::filesystem::path& path() const { return directory_.path(); }

  // Writes the file at `relative`, whatever it held; who has it open sees the new text.
  void Set(std::string_view relative, std::string_view text) const;
  void Remove(std::string_view relative) const;

  void SetLimit(uint64_t bytes) const;  // sys/fs/cgroup/app/memory.max
  // sys/fs/cgroup/app/memory.current, in microseconds: in place, with leading zeros.
  void SetUsed(uint64_t bytes) const;

 private:
  explicit MadeUpRoot(impls::TempDir directory) : directory_(std::move(directory)) {}

  impls::TempDir directory_;
};

// `count` sizes, lognormal (median 8 KiB, sigma 1.5), clipped to 1 byte .. `most_bytes`.
std::vector<uint64_t> ChunkSizes(uint64_t seed, size_t count, uint64_t most_bytes);

}  // namespace memory_pressure::corpus

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_CORPUS_H_
