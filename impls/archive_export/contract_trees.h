#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_TREES_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_TREES_H_

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/contract_fixture.h"

namespace archive_export {

// Trees that are mostly of one kind.
template <typename Exporter>
class TreeContract : public ExportFixture<Exporter> {
 protected:
  // How many files of the tree have the content of an earlier one, and the bytes of those.
  static std::pair<uint64_t, uint64_t> CopiesIn(const std::filesystem::path& root) {
    std::map<std::string, uint64_t> seen;
    std::pair<uint64_t, uint64_t> copies;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file() || entry.file_size() == 0) continue;
      if (seen[ContentOf(entry.path())]++ == 0) continue;
      ++copies.first;
      copies.second += entry.file_size();
    }
    return copies;
  }
};

TYPED_TEST_SUITE_P(TreeContract);

TYPED_TEST_P(TreeContract, OfATreeOfCopiesEachContentIsArchivedOnceInTar) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::DuplicatesTree(2 << 20)).ok());
  const Snapshot tree = SnapshotOf(this->root());
  const auto [copies, copied_bytes] = this->CopiesIn(this->root());
  ASSERT_GT(copies, 20u);
  for (const Format format : kFormats) {
    const Report whole = this->ExportAll({.format = format, .threads = 2});
    EXPECT_EQ(whole.duplicate_files, 0u) << "nobody asked for it";
    const Report report = this->ExportAll({.format = format, .threads = 2, .deduplicate = true, .verify = true});
    this->ExpectExtractsTo(tree, format);
    const bool is_tar = format != Format::kZip && format != Format::kSevenZip;
    EXPECT_EQ(report.duplicate_files, is_tar ? copies : 0) << FormatName(format);
    EXPECT_EQ(report.duplicate_bytes, is_tar ? copied_bytes : 0);
    if (format == Format::kTar) {
      EXPECT_LT(report.archive_bytes, whole.archive_bytes - copied_bytes + 512) << "a header each is left";
    }
  }
}

TYPED_TEST_P(TreeContract, WhatIsCompressedAlreadyIsStoredInZipAndGrowsNowhere) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::PrecompressedTree(2 << 20)).ok());
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .threads = 2, .verify = true});
    if (format == Format::kZip) {
      EXPECT_GT(report.stored_files * 10, report.files * 8);
    }
    // Headers, and for each incompressible segment less than a thousandth.
    const uint64_t most = report.input_bytes + report.input_bytes / 1000 + 2048 * tree.size() + 10240;
    EXPECT_LT(report.archive_bytes, most) << FormatName(format);
    this->ExpectExtractsTo(tree, format);
  }
}

TYPED_TEST_P(TreeContract, ManySmallFilesAreAllThere) {
  ASSERT_TRUE(corpus::WriteManySmall(this->root(), 600, 1024).ok());
  const Snapshot tree = SnapshotOf(this->root());
  for (const Format format : kFormats) {
    const Report report = this->ExportAll({.format = format, .threads = 3, .verify = true});
    EXPECT_EQ(report.files, 600u);
    EXPECT_EQ(report.verified_entries, 606u);
    this->ExpectExtractsTo(tree, format);
  }
}

REGISTER_TYPED_TEST_SUITE_P(TreeContract, OfATreeOfCopiesEachContentIsArchivedOnceInTar,
                            WhatIsCompressedAlreadyIsStoredInZipAndGrowsNowhere, ManySmallFilesAreAllThere);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CONTRACT_TREES_H_
