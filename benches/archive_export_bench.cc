#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "benches/archive_export_case.h"
#include "benchmark/benchmark.h"
#include "impls/archive_export/impls.h"
#include "tools/perf/for_each_impl.h"

namespace {

using archive_export::Format;
using archive_export::Level;
using archive_export::Options;

template <typename Impl>
struct ExportCase {
  Impl exporter;
  benches::ExportTree tree;
};

constexpr auto kMake = []<typename Impl>(std::string_view tree) {
  return ExportCase<Impl>{Impl(), benches::ExportTree::Generate(std::string(tree))};
};

constexpr auto kBody = [](const Options& options) {
  return [options](benchmark::State& state, auto& input) {
    if (!input.tree.ready.ok()) return state.SkipWithError(std::string(input.tree.ready.message()));
    double archive_bytes = 0, verify_s = 0, all_s = 0;
    for (auto _ : state) {
      const auto report = input.exporter.Export(input.tree.root, input.tree.archive(), options);
      if (!report.ok()) return state.SkipWithError(std::string(report.status().message()));
      archive_bytes = static_cast<double>(report->archive_bytes);
      verify_s += report->verify_seconds;
      all_s += report->seconds;
      benchmark::ClobberMemory();
    }
    state.counters["archive_bytes"] = archive_bytes;
    if (options.verify) state.counters["verify_share"] = verify_s / all_s;
  };
};

constexpr auto kAnswer = [](const Options& options) {
  return [options](auto& input) {
    const auto report = input.exporter.Export(input.tree.root, input.tree.archive(), options);
    if (!report.ok()) return report.status().ToString();
    return std::to_string(report->files) + " files, " + std::to_string(report->input_bytes) + " bytes, " +
           std::to_string(report->problems.size()) + " problems";
  };
};

int Register(const std::string& operation, std::initializer_list<std::string_view> trees, const Options& options) {
  return pawl::ForEachImpl<archive_export::Impls>("archive_export/" + operation, "tree", trees, kMake, kBody(options),
                                                  kAnswer(options), pawl::JudgedBy::kWallTime);
}

// Measures an export of a tree in the page cache, the archive's fsync and rename included, with two threads. Does not
// measure: a disk that has to be read. The 100 MiB and 1 GiB are the trees that limits of memory are about.
const int kZip = Register("Zip", {"4MiB", "many_small", "100MiB", "1GiB"}, {.threads = 2});
const int kTar = Register("Tar", {"4MiB", "100MiB", "1GiB"}, {.format = Format::kTar, .threads = 2});
const int kTarGz = Register("TarGz", {"4MiB", "100MiB"}, {.format = Format::kTarGz, .threads = 2});
const int kTarZst = Register("TarZst", {"4MiB", "100MiB"}, {.format = Format::kTarZst, .threads = 2});

// Measures the same by the level that the number or word says. Does not measure: the levels between.
const int kZip6 = Register("Zip6", {"4MiB"}, {.level = Level::Number(6), .threads = 2});
const int kZipSmall = Register("ZipSmall", {"4MiB"}, {.level = Level::Small(), .threads = 2});

// Measures the same with the archive read back and its checksums compared; verify_share is the part of the time that
// this took. Does not measure: reading it from a disk.
const int kZipVerified = Register("ZipVerified", {"4MiB", "100MiB"}, {.threads = 2, .verify = true});
const int kTarGzVerified =
    Register("TarGzVerified", {"4MiB"}, {.format = Format::kTarGz, .threads = 2, .verify = true});

// Measures tar with copies as hard links: a walk more, and XXH3 of files of equal size. Does not measure: a tree
// without.
const int kTarDeduplicated =
    Register("TarDeduplicated", {"4MiB"}, {.format = Format::kTar, .threads = 2, .deduplicate = true});

}  // namespace
