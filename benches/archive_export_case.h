#ifndef PAWL_BENCHES_ARCHIVE_EXPORT_CASE_H_
#define PAWL_BENCHES_ARCHIVE_EXPORT_CASE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/archive_export/impls.h"
#include "tools/perf/run_scratch.h"

// What the benchmarks of archive_export share.
namespace benches {

// "4MiB", "100MiB", "1GiB": trees of the corpus, the first with large files of its own size; "many_small": 5,000 files
// of 1 KiB; "dups": 100 MiB, the half of them copies; "precompressed": 100 MiB, nine tenths of which cannot be
// compressed; "one_big": one file of 2 GiB.
inline absl::Status WriteExportTree(std::string_view name, const std::filesystem::path& root) {
  namespace corpus = archive_export::corpus;
  if (name == "4MiB") return corpus::WriteTree(root, corpus::SmallTree(4 << 20));
  if (name == "100MiB") return corpus::WriteTree(root, {.total_bytes = uint64_t{100} << 20});
  if (name == "1GiB") return corpus::WriteTree(root, {.total_bytes = uint64_t{1} << 30});
  if (name == "dups") return corpus::WriteTree(root, corpus::DuplicatesTree(uint64_t{100} << 20));
  if (name == "precompressed") return corpus::WriteTree(root, corpus::PrecompressedTree(uint64_t{100} << 20));
  if (name == "one_big") return corpus::WriteOneBig(root, uint64_t{2} << 30);
  return corpus::WriteManySmall(root, 5000, 1024);
}

// A tree, and where its archives go.
struct ExportTree {
  std::optional<archive_export::corpus::TempDir> own;  // of the archives, and of the tree when started by hand
  std::filesystem::path root;
  absl::Status ready;

  // The tree `name`, written unless an earlier process of this run or another implementation did.
  static ExportTree Generate(const std::string& name) {
    namespace fs = std::filesystem;
    absl::StatusOr<archive_export::corpus::TempDir> own = archive_export::corpus::TempDir::Make();
    if (!own.ok()) return {std::nullopt, {}, own.status()};
    ExportTree tree{*std::move(own), {}, absl::OkStatus()};
    const std::optional<fs::path> scratch = pawl::RunScratch();
    tree.root = (scratch ? *scratch : tree.own->path()) / ("export_tree." + name);
    std::error_code error;
    if (fs::exists(tree.root, error)) return tree;
    // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
    const fs::path unfinished = tree.root.native() + ".unfinished";
    fs::remove_all(unfinished, error);
    tree.ready = WriteExportTree(name, unfinished);
    if (tree.ready.ok()) fs::rename(unfinished, tree.root, error);
    if (error) tree.ready = absl::InternalError("cannot rename " + unfinished.native() + ": " + error.message());
    return tree;
  }

  std::filesystem::path archive() const { return own->path() / "archive"; }
};

}  // namespace benches

#endif  // PAWL_BENCHES_ARCHIVE_EXPORT_CASE_H_
