#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benches/scratch_file.h"
#include "benchmark/benchmark.h"
#include "impls/archive_export/analysis.h"
#include "impls/archive_export/progress.h"
#include "impls/archive_export/tree.h"
#include "impls/impl_list.h"
#include "impls/temp_dir.h"
#include "tools/perf/for_each_impl.h"

namespace {

namespace fs = std::filesystem;

// A tree of small files, 100 to a directory and three directories deep; one in ten has a name that does not tell its
// type, and is opened for it.
absl::Status WriteTree(const fs::path& root, int64_t files) {
  for (int64_t i = 0; i < files; ++i) {
    const fs::path directory = root / std::to_string(i / 10'000) / std::to_string(i / 100 % 100);
    const std::string name = "file_" + std::to_string(i) + (i % 10 == 0 ? "" : i % 2 == 0 ? ".cc" : ".json");
    if (absl::Status status = impls::WriteFile(directory / name, "{\"number\": " + std::to_string(i) + "}\n");
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

struct Sums {
  uint64_t files = 0, bytes = 0;
};

// The walk that the standard library has, and the sum of what it finds.
struct Baseline {
  static constexpr std::string_view kName = "baseline";

  static absl::StatusOr<Sums> Analyse(const fs::path& root) {
    Sums sums;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
      if (!entry->is_regular_file(error) || error) continue;
      ++sums.files;
      sums.bytes += entry->file_size(error);
    }
    if (error) return absl::InternalError("cannot walk " + root.string() + ": " + error.message());
    return sums;
  }
};

struct Analyzer {
  static constexpr std::string_view kName = "analysis";

  static absl::StatusOr<Sums> Analyse(const fs::path& root) {
    absl::StatusOr<archive_export::Tree> tree = archive_export::Tree::Open(root);
    if (!tree.ok()) return tree.status();
    archive_export::AnalysisOptions options;
    options.root = &tree->root();
    archive_export::Analysis analysis(options);
    while (const std::optional<archive_export::Entry> entry = tree->Next()) analysis.Add(*entry);
    const archive_export::ProjectStatistics project = analysis.Statistics();
    return Sums{project.files.files, project.files.bytes};
  }
};

template <typename Impl>
struct AnalyseCase {
  absl::StatusOr<fs::path> root;
  uint64_t files;

  absl::StatusOr<Sums> Analyse() const { return root.ok() ? Impl::Analyse(*root) : root.status(); }
};

// Seconds of wall time since it was made.
class Watch {
 public:
  double Seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin_ = Clock::now();
};

// Measures listing a tree of N files and making its statistics, as pawl_export does before it decides, with the
// kernel's caches warm. Up to 4,096 of the files are opened. Does not measure: a cold disk.
const int kAnalyse = pawl::ForEachImpl<impls::ImplList<Baseline, Analyzer>>(
    "archive_export/Analyse", "files", {int64_t{1'000}, int64_t{100'000}},
    []<typename Impl>(int64_t files) {
      return AnalyseCase<Impl>{benches::ScratchFile("archive_export_analyse." + std::to_string(files),
                                                    [files](const fs::path& path) { return WriteTree(path, files); }),
                               static_cast<uint64_t>(files)};
    },
    [](benchmark::State& state, auto& input) {
      const Watch watch;
      for (auto _ : state) {
        const absl::StatusOr<Sums> sums = input.Analyse();
        if (!sums.ok()) return state.SkipWithError(std::string(sums.status().message()));
        if (sums->files != input.files) return state.SkipWithError("not all of the files were found");
      }
      state.counters["analyse_s"] = watch.Seconds() / static_cast<double>(state.iterations());
    },
    [](auto& input) {
      const absl::StatusOr<Sums> sums = input.Analyse();
      return sums.ok() ? std::to_string(sums->files) + " " + std::to_string(sums->bytes) : sums.status().ToString();
    });

constexpr int kChunks = 1000;

struct Meter {
  static constexpr std::string_view kName = "meter";

  // An export at 400 MB/s whose every chunk of N bytes is told; returns the snapshots that were made of it.
  static size_t Follow(uint64_t chunk_bytes) {
    archive_export::ProgressMeter meter({});
    archive_export::Progress progress;
    progress.total_files = 1;
    progress.total_bytes = kChunks * chunk_bytes;
    progress.path = "directory/file";
    for (int i = 0; i < kChunks; ++i) {
      progress.bytes += chunk_bytes;
      progress.elapsed_s += static_cast<double>(chunk_bytes) / 400e6;
      benchmark::DoNotOptimize(meter.Update(progress));
    }
    return meter.snapshots();
  }
};

// Measures what 1,000 chunks of N bytes cost the meter that throttles progress and makes snapshots of it.
// Does not measure: the terminal, which gets 20 lines a second at most, or the exporter's side.
const int kProgress = pawl::ForEachImpl<impls::ImplList<Meter>>(
    "archive_export/Progress", "chunk_bytes", {int64_t{64} << 10},
    []<typename Impl>(int64_t chunk_bytes) { return static_cast<uint64_t>(chunk_bytes); },
    [](benchmark::State& state, uint64_t& chunk_bytes) {
      const Watch watch;
      for (auto _ : state) benchmark::DoNotOptimize(Meter::Follow(chunk_bytes));
      state.counters["ns_per_chunk"] = watch.Seconds() * 1e9 / (kChunks * static_cast<double>(state.iterations()));
    },
    [](uint64_t& chunk_bytes) { return std::to_string(Meter::Follow(chunk_bytes)); });

}  // namespace
