#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "benches/checksum_case.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/chunk_tree.h"
#include "impls/checksum/impls.h"
#include "impls/checksum/parallel_chunk_tree.h"
#include "impls/checksum/xxh3.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"

// Digests that are not a file's SHA-256.
namespace {

using benches::HashCase;
namespace corpus = checksum::corpus;
namespace fs = std::filesystem;

constexpr auto kMakeFile = []<typename Impl>(size_t size_bytes) {
  return HashCase<Impl>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
    return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
  });
};

constexpr auto kHash = [](benchmark::State& state, auto& input) {
  if (!input.ready.ok()) return state.SkipWithError(std::string(input.ready.message()));
  for (auto _ : state) {
    auto digest = input.hasher.HashFile(input.path);
    if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
    benchmark::DoNotOptimize(*digest);
  }
};

constexpr auto kText = [](auto& input) {
  if (!input.ready.ok()) return std::string(input.ready.message());
  const auto digest = input.hasher.HashFile(input.path);
  return digest.ok() ? digest->Text() : digest.status().ToString();
};

struct OneThread : checksum::ParallelChunkTree {
  static constexpr std::string_view kName = "one_thread";
  OneThread() : ParallelChunkTree(1, checksum::BestEngine()) {}
};

struct TwoThreads : checksum::ParallelChunkTree {
  static constexpr std::string_view kName = "two_threads";
  TwoThreads() : ParallelChunkTree(2, checksum::BestEngine()) {}
};

using ChunkTrees = impls::ImplList<checksum::PlainChunkTree, OneThread, TwoThreads>;

// Measures the wall time of sha256-chunk-tree-1MiB of a file of N random bytes in the page cache: one chunk after the
// other by OpenSSL (baseline), two interleaved, and pairs of chunks by two threads.
// Does not measure: a disk, or anything of two threads where two CPUs are not free.
const int kChunkTree = pawl::ForEachImpl<ChunkTrees>("checksum/ChunkTree", "bytes", {64 << 20}, kMakeFile, kHash, kText,
                                                     pawl::JudgedBy::kWallTime);

struct Xxh3 : checksum::Xxh3 {
  static constexpr std::string_view kName = "xxh3";
};

// Measures XXH3-128 of a file of N random bytes in the page cache.
// Does not measure: a disk.
const int kFingerprint = pawl::ForEachImpl<impls::ImplList<Xxh3>>("checksum/Fingerprint", "bytes", {1 << 20, 64 << 20},
                                                                  kMakeFile, kHash, kText);

}  // namespace
