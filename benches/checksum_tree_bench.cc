#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/checksum_case.h"
#include "benchmark/benchmark.h"
#include "impls/checksum/impls.h"
#include "impls/impl_list.h"
#include "tools/perf/for_each_impl.h"

namespace {

using benches::AnswerHash;
using benches::HashCase;
using benches::kHashTree;
using benches::MeasureHash;
namespace corpus = checksum::corpus;
namespace fs = std::filesystem;

// Those that hash everything, on one thread.
using TreeImpls = impls::ImplList<checksum::Baseline, checksum::Optimized, checksum::Interleaved>;

// Measures walking a tree of N files (lognormal size, median 4 KiB) and hashing all, from the page cache.
// Does not measure: a disk, deep nesting, or large files (see checksum/HashFile).
const int kTree = pawl::ForEachImpl<TreeImpls>(
    "checksum/HashTree", "files", {200, 20000},
    []<typename Impl>(size_t files) {
      return HashCase<Impl>::Generate("tree." + std::to_string(files), [files](const fs::path& path) {
        return corpus::WriteTree(path, /*seed=*/5, files);
      });
    },
    MeasureHash(kHashTree), AnswerHash(kHashTree));

// Measures the same on the C and C++ headers installed here, a real tree of some thousand files.
// Does not measure: anything that two machines could compare, since what is installed differs.
const int kUsrInclude = pawl::ForEachImpl<TreeImpls>(
    "checksum/HashTree", "tree", {"usr_include"},
    []<typename Impl>(const char*) {
      const fs::path path = "/usr/include";
      std::error_code error;
      absl::Status ready;
      if (!fs::is_directory(path, error)) {
        ready = absl::NotFoundError("/usr/include is not there: install the C headers (apt-get install libc6-dev)");
      }
      return HashCase<Impl>{Impl(), std::nullopt, path, ready};
    },
    MeasureHash(kHashTree), AnswerHash(kHashTree));

struct TwoThreads : checksum::Parallel {
  static constexpr std::string_view kName = "two_threads";
  TwoThreads() : Parallel(2, checksum::BestEngine()) {}
};

using ThreadImpls = impls::ImplList<checksum::Interleaved, TwoThreads>;

// Measures the wall time of hashing a tree of N files by one thread and by two.
// Does not measure: anything where two CPUs are not free.
const int kThreads = pawl::ForEachImpl<ThreadImpls>(
    "checksum/Threads", "files", {20000},
    []<typename Impl>(size_t files) {
      return HashCase<Impl>::Generate("tree." + std::to_string(files), [files](const fs::path& path) {
        return corpus::WriteTree(path, /*seed=*/5, files);
      });
    },
    MeasureHash(kHashTree), AnswerHash(kHashTree), pawl::JudgedBy::kWallTime);

using RehashImpls = impls::ImplList<checksum::Baseline, checksum::Optimized, checksum::StatCache>;

// A tree, and those of its files that change.
template <typename Impl>
struct Rehash {
  HashCase<Impl> tree;
  std::vector<fs::path> changing;

  // Gives them a new time of change. Their bytes stay, so that all implementations have one answer.
  bool Change() const {
    for (const fs::path& path : changing) {
      const struct timespec times[2] = {{0, UTIME_OMIT}, {0, UTIME_NOW}};
      if (utimensat(AT_FDCWD, path.c_str(), times, 0) != 0) return false;
    }
    return true;
  }
};

// Measures hashing a tree of N files again when one in a hundred has changed since the last time.
// Does not measure: the changes themselves, or a disk.
const int kRehash = pawl::ForEachImpl<RehashImpls>(
    "checksum/Rehash", "files", {200, 20000},
    []<typename Impl>(size_t files) {
      Rehash<Impl> input{HashCase<Impl>::Generate(
                             "changing_tree." + std::to_string(files),
                             [files](const fs::path& path) { return corpus::WriteTree(path, /*seed=*/5, files); }),
                         {}};
      size_t count = 0;
      std::error_code error;
      for (const auto& entry : fs::recursive_directory_iterator(input.tree.path, error)) {
        if (entry.is_regular_file(error) && count++ % 100 == 0) input.changing.push_back(entry.path());
      }
      return input;
    },
    [](benchmark::State& state, auto& input) {
      if (!input.tree.ready.ok()) return state.SkipWithError(std::string(input.tree.ready.message()));
      for (auto _ : state) {
        state.PauseTiming();
        if (!input.Change()) return state.SkipWithError("cannot set a file's time");
        state.ResumeTiming();
        const absl::StatusOr<checksum::Digest> digest = kHashTree(input.tree);
        if (!digest.ok()) return state.SkipWithError(std::string(digest.status().message()));
        benchmark::DoNotOptimize(digest->data());
        benchmark::ClobberMemory();
      }
    },
    [](auto& input) { return AnswerHash(kHashTree)(input.tree); });

}  // namespace
