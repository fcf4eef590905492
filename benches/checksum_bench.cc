#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/impls.h"
#include "tools/perf/for_each_impl.h"
#include "tools/perf/run_scratch.h"

namespace {

using checksum::Digest;
using checksum::Impls;
namespace corpus = checksum::corpus;
namespace fs = std::filesystem;

// One for each thread that hashes, and one for each file that was hashed.
const int kHasherSize = pawl::RecordSizeof<checksum::Optimized>("checksum/Hasher/impl:optimized");
const int kDigestSize = pawl::RecordSizeof<checksum::Digest>("checksum/Digest");

// A hasher and what it hashes.
template <typename Impl>
struct Case {
  Impl hasher;
  std::optional<corpus::TempDir> generated;  // owns `path` when the benchmark was started by hand
  fs::path path;
  absl::Status ready;  // whether `path` could be made

  // The input `name`, written by `write(path)` unless an earlier process of this run or another implementation did.
  template <typename Write>
  static Case Generate(const std::string& name, Write write) {
    if (const std::optional<fs::path> scratch = pawl::RunScratch()) {
      const fs::path path = *scratch / name;
      std::error_code error;
      if (fs::exists(path, error)) return Case{Impl(), std::nullopt, path, absl::OkStatus()};
      // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
      const fs::path unfinished = *scratch / (name + ".unfinished");
      fs::remove_all(unfinished, error);
      absl::Status ready = write(unfinished);
      if (ready.ok()) fs::rename(unfinished, path, error);
      if (error) ready = absl::InternalError("cannot rename " + unfinished.string() + ": " + error.message());
      return Case{Impl(), std::nullopt, path, std::move(ready)};
    }
    absl::StatusOr<corpus::TempDir> directory = corpus::TempDir::Make();
    if (!directory.ok()) return Case{Impl(), std::nullopt, {}, directory.status()};
    const fs::path path = directory->path() / name;
    absl::Status ready = write(path);
    return Case{Impl(), *std::move(directory), path, std::move(ready)};
  }
};

constexpr auto kHashFile = [](auto& input) { return input.hasher.HashFile(input.path); };
constexpr auto kHashOnce = []<typename Impl>(Case<Impl>& input) { return Impl().HashFile(input.path); };
constexpr auto kHashTree = [](auto& input) { return input.hasher.HashTree(input.path); };

template <typename Hash>
auto Measure(Hash hash) {
  return [hash](benchmark::State& state, auto& input) {
    if (!input.ready.ok()) return state.SkipWithError(std::string(input.ready.message()));
    for (auto _ : state) {
      const absl::StatusOr<Digest> digest = hash(input);
      if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
      benchmark::DoNotOptimize(digest->data());
      benchmark::ClobberMemory();
    }
  };
}

template <typename Hash>
auto Answer(Hash hash) {
  return [hash](auto& input) {
    if (!input.ready.ok()) return std::string(input.ready.message());
    const absl::StatusOr<Digest> digest = hash(input);
    return digest.ok() ? checksum::Hex(*digest) : digest.status().ToString();
  };
}

// Measures opening, reading and hashing one file of N random bytes that lies in the page cache.
// Does not measure: a disk, or the first call of a hasher, which allocates its buffer and asks OpenSSL for SHA-256.
const int kFile = pawl::ForEachImpl<Impls>(
    "checksum/HashFile", "bytes", {0, 4096, 1 << 20, 64 << 20},
    []<typename Impl>(size_t size_bytes) {
      return Case<Impl>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
        return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
      });
    },
    Measure(kHashFile), Answer(kHashFile));

// Measures the same with a hasher that is made for the one file, as a program does that hashes once: its buffer and
// OpenSSL's state are inside the loop, so peak_bytes is all that hashing a file takes.
// Does not measure: the steady state (see checksum/HashFile).
const int kOnce = pawl::ForEachImpl<Impls>(
    "checksum/HashOnce", "bytes", {0, 4096, 1 << 20, 64 << 20},
    []<typename Impl>(size_t size_bytes) {
      return Case<Impl>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
        return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
      });
    },
    Measure(kHashOnce), Answer(kHashOnce));

// Measures walking a tree of N files (lognormal size, median 4 KiB) and hashing all, from the page cache.
// Does not measure: a disk, deep nesting, or large files (see checksum/HashFile).
const int kTree = pawl::ForEachImpl<Impls>(
    "checksum/HashTree", "files", {200},
    []<typename Impl>(size_t files) {
      return Case<Impl>::Generate("tree." + std::to_string(files),
                                  [files](const fs::path& path) { return corpus::WriteTree(path, /*seed=*/5, files); });
    },
    Measure(kHashTree), Answer(kHashTree));

// Measures the same on the C and C++ headers installed here, a real tree of some thousand files.
// Does not measure: anything that two machines could compare, since what is installed differs.
const int kUsrInclude = pawl::ForEachImpl<Impls>(
    "checksum/HashTree", "tree", {"usr_include"},
    []<typename Impl>(const char*) {
      const fs::path path = "/usr/include";
      std::error_code error;
      absl::Status ready;
      if (!fs::is_directory(path, error)) {
        ready = absl::NotFoundError("/usr/include is not there: install the C headers (apt-get install libc6-dev)");
      }
      return Case<Impl>{Impl(), std::nullopt, path, ready};
    },
    Measure(kHashTree), Answer(kHashTree));

}  // namespace
