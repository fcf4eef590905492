#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "benches/checksum_case.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/impls.h"
#include "impls/impl_list.h"
#include "impls/random.h"
#include "tools/perf/for_each_impl.h"

namespace {

using benches::AnswerHash;
using benches::HashCase;
using benches::kHashFile;
using benches::kHashOnce;
using benches::MeasureHash;
namespace corpus = checksum::corpus;
namespace fs = std::filesystem;

// One for each thread that hashes, and one for each file that was hashed.
const int kHasherSize = pawl::RecordSizeof<checksum::Optimized>("checksum/Hasher/impl:optimized");
const int kDigestSize = pawl::RecordSizeof<checksum::Digest>("checksum/Digest");

// The others hash one file as Optimized does.
using FileImpls = impls::ImplList<checksum::Baseline, checksum::Optimized>;

// Measures opening, reading and hashing one file of N random bytes that lies in the page cache.
// Does not measure: a disk, or the first call of a hasher, which allocates its buffer and asks OpenSSL for SHA-256.
const int kFile = pawl::ForEachImpl<FileImpls>(
    "checksum/HashFile", "bytes", {0, 4096, 1 << 20, 64 << 20},
    []<typename Impl>(size_t size_bytes) {
      return HashCase<Impl>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
        return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
      });
    },
    MeasureHash(kHashFile), AnswerHash(kHashFile));

// Measures the same with a hasher that is made for the one file, as a program does that hashes once: its buffer and
// OpenSSL's state are inside the loop, so peak_bytes is all that hashing a file takes.
// Does not measure: the steady state (see checksum/HashFile).
const int kOnce = pawl::ForEachImpl<FileImpls>(
    "checksum/HashOnce", "bytes", {0, 4096, 1 << 20, 64 << 20},
    []<typename Impl>(size_t size_bytes) {
      return HashCase<Impl>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
        return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
      });
    },
    MeasureHash(kHashOnce), AnswerHash(kHashOnce));

// Parallel and StatCache do it as Interleaved does.
using BytesImpls = impls::ImplList<checksum::Baseline, checksum::Optimized, checksum::Interleaved>;

template <typename Impl>
struct Bytes {
  Impl hasher;
  std::string bytes;
};

// Measures hashing N random bytes in memory by a hasher that is kept: one-shot EVP_Digest() (baseline), OpenSSL's
// SHA-256 that was fetched before (optimized), and our own function (interleaved), which has only one message here.
// Does not measure: the first call of a hasher, or bytes that no cache holds.
const int kBytes = pawl::ForEachImpl<BytesImpls>(
    "checksum/HashBytes", "bytes", {64, 1024, 16384, 1 << 20, 64 << 20},
    []<typename Impl>(size_t size_bytes) { return Bytes<Impl>{Impl(), impls::RandomBytes(/*seed=*/1, size_bytes)}; },
    [](benchmark::State& state, auto& input) {
      for (auto _ : state) {
        const absl::StatusOr<checksum::Digest> digest = input.hasher.HashBytes(input.bytes);
        if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
        benchmark::DoNotOptimize(digest->data());
        benchmark::ClobberMemory();
      }
    },
    [](auto& input) { return checksum::Hex(input.hasher.HashBytes(input.bytes).value()); });

}  // namespace
