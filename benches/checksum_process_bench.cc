#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "benches/checksum_case.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/impls.h"
#include "impls/checksum/shell.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"

namespace {

using benches::HashCase;
namespace corpus = checksum::corpus;
namespace fs = std::filesystem;

// Ours by its path in the runfiles, which is where Bazel starts a benchmark. The environment of all is empty: no
// preloaded counter counts in them.
constexpr char kOurs[] = "env -i benches/programs/checksum_program ";

struct Sha256sum {
  static constexpr std::string_view kName = "sha256sum";
  static std::string File(const std::string& path) { return "env -i sha256sum '" + path + "'"; }
  static std::string Tree(const std::string& path) {
    return "cd '" + path +
           "' && env -i find . -type f -printf '%P\\0' | env -i LC_ALL=C sort -z | "
           "env -i PATH=/usr/bin:/bin xargs -0r sha256sum -- | env -i sha256sum";
  }
};

struct Optimized {
  static constexpr std::string_view kName = "optimized";
  static std::string File(const std::string& path) { return kOurs + ("file optimized '" + path + "'"); }
  static std::string Tree(const std::string& path) { return kOurs + ("tree optimized '" + path + "'"); }
};

struct Interleaved {
  static constexpr std::string_view kName = "interleaved";
  static std::string Tree(const std::string& path) { return kOurs + ("tree interleaved '" + path + "'"); }
};

constexpr auto kTime = [](auto command) {
  return [command](benchmark::State& state, auto& input) {
    if (!input.ready.ok()) return state.SkipWithError(std::string(input.ready.message()));
    for (auto _ : state) {
      std::string word = checksum::FirstWord(command(input));
      benchmark::DoNotOptimize(word.data());
      benchmark::ClobberMemory();
    }
  };
};

// The digest that is printed, without the end of the line.
constexpr auto kDigest = [](auto command) {
  return [command](auto& input) { return checksum::FirstWord(command(input)).substr(0, 64); };
};

constexpr auto kFileCommand = []<typename Program>(HashCase<Program>& input) {
  return Program::File(input.path.native());
};
constexpr auto kTreeCommand = []<typename Program>(HashCase<Program>& input) {
  return Program::Tree(input.path.native());
};

// Measures a program that hashes one file of N random bytes from the page cache, from its start by a shell to its end.
// Does not measure: a disk. What a program allocates is not seen.
const int kFile = pawl::ForEachImpl<impls::ImplList<Sha256sum, Optimized>>(
    "checksum/FileProcess", "bytes", {64 << 20},
    []<typename Program>(size_t size_bytes) {
      return HashCase<Program>::Generate("file." + std::to_string(size_bytes), [size_bytes](const fs::path& path) {
        return corpus::WriteRandomFile(path, /*seed=*/1, size_bytes);
      });
    },
    kTime(kFileCommand), kDigest(kFileCommand), pawl::JudgedBy::kWallTime);

// Measures programs that hash a tree of N files, likewise: find, sort, xargs and sha256sum at once, or ours on one
// thread. Does not measure: a disk. What a program allocates is not seen.
const int kTree = pawl::ForEachImpl<impls::ImplList<Sha256sum, Optimized, Interleaved>>(
    "checksum/TreeProcess", "files", {20000},
    []<typename Program>(size_t files) {
      return HashCase<Program>::Generate("tree." + std::to_string(files), [files](const fs::path& path) {
        return corpus::WriteTree(path, /*seed=*/5, files);
      });
    },
    kTime(kTreeCommand), kDigest(kTreeCommand), pawl::JudgedBy::kWallTime);

}  // namespace
