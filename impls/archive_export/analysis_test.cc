#include "impls/archive_export/analysis.h"

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/archive_export/tree.h"
#include "impls/temp_dir.h"

namespace archive_export {
namespace {

Entry File(std::string path, uint64_t bytes, int64_t mtime_ns = 0) {
  Entry entry;
  entry.path = std::move(path);
  entry.stamp.size_bytes = bytes;
  entry.stamp.modified_ns = mtime_ns;
  return entry;
}

Entry Other(std::string path, Kind kind, uint64_t bytes = 0, int64_t mtime_ns = 0) {
  Entry entry = File(std::move(path), bytes, mtime_ns);
  entry.kind = kind;
  return entry;
}

ProjectStatistics Of(const std::vector<Entry>& entries, const AnalysisOptions& options = {}) {
  Analysis analysis(options);
  for (const Entry& entry : entries) analysis.Add(entry);
  return analysis.Statistics();
}

const Tally& Content(const ProjectStatistics& project, ContentType type) {
  return project.by_content[static_cast<size_t>(type)];
}

TEST(Analysis, OfNothingIsZero) {
  const ProjectStatistics project = Of({});
  EXPECT_EQ(project.files, Tally());
  EXPECT_EQ(project.directories + project.links + project.depth + project.memory_bytes + project.probes, 0u);
  EXPECT_EQ(project.oldest_mtime_ns, 0);
  EXPECT_TRUE(project.by_extension.empty());
  EXPECT_TRUE(project.largest.empty());
}

TEST(Analysis, CountsEntriesBytesAndDepth) {
  const ProjectStatistics project =
      Of({Other("a", Kind::kDirectory, 4096), File("a/x.cc", 10, 300), File("a/y.cc", 20, -5),
          Other("l", Kind::kLink, 7), Other("a/b", Kind::kDirectory), File("a/b/z", 0, 7)});
  EXPECT_EQ(project.files, (Tally{3, 30}));
  EXPECT_EQ(project.directories, 2u);
  EXPECT_EQ(project.links, 1u);
  EXPECT_EQ(project.depth, 2u);
  EXPECT_EQ(project.newest_mtime_ns, 300);
  EXPECT_EQ(project.oldest_mtime_ns, -5);
  EXPECT_EQ(project.memory_bytes, 30u);
}

TEST(Analysis, AFileOverTheLimitIsLarge) {
  const uint64_t limit = AnalysisOptions().large_file_bytes;
  EXPECT_EQ(limit, uint64_t{10} << 20);
  const ProjectStatistics project = Of({File("a", limit), File("b", limit + 1), File("c", 2 * limit)});
  EXPECT_EQ(project.large, (Tally{2, 3 * limit + 1}));
  AnalysisOptions options;
  options.large_file_bytes = 0;
  EXPECT_EQ(Of({File("a", 0), File("b", 1)}, options).large, (Tally{1, 1}));
}

TEST(Analysis, EstimatesMemoryByTheFactor) {
  AnalysisOptions options;
  options.memory_factor = 1.5;
  EXPECT_EQ(Of({File("a", 1000)}, options).memory_bytes, 1500u);
}

TEST(Analysis, SumsExtensionsInAnyCase) {
  const ProjectStatistics project =
      Of({File("a.CC", 1), File("b.cc", 2), File("c.py", 3), File("d", 9), File("e.h", 1)});
  EXPECT_EQ(project.by_extension,
            (std::vector<ExtensionTally>{{"", {1, 9}}, {".cc", {2, 3}}, {".py", {1, 3}}, {".h", {1, 1}}}));
}

TEST(Analysis, IsBoundedWhateverTheNames) {
  Analysis analysis({});
  for (int i = 0; i < 5000; ++i) analysis.Add(File("a." + std::to_string(i), 1));
  analysis.Add(File("a." + std::string(40, 'x'), 1));
  const ProjectStatistics project = analysis.Statistics();
  EXPECT_LE(project.by_extension.size(), 1025u);
  uint64_t files = 0;
  for (const ExtensionTally& extension : project.by_extension) files += extension.tally.files;
  EXPECT_EQ(files, 5001u);
}

TEST(Analysis, KeepsTheLargestFiles) {
  std::vector<Entry> entries;
  for (const uint64_t bytes : {5, 1, 9, 3, 9, 7, 2, 8})
    entries.push_back(File("f" + std::to_string(entries.size()), bytes));
  EXPECT_EQ(Of(entries).largest, (std::vector<LargestFile>{{"f2", 9}, {"f4", 9}, {"f7", 8}, {"f5", 7}, {"f0", 5}}));
}

TEST(Analysis, TheHashStandsForPathsKindsSizesAndTimes) {
  const std::vector<Entry> entries = {Other("d", Kind::kDirectory, 4096, 1), File("d/a", 1, 2),
                                      Other("l", Kind::kLink, 3, 4)};
  const uint64_t hash = Of(entries).listing_hash;
  EXPECT_EQ(Of(entries).listing_hash, hash);
  const auto differs = [&](size_t i, const Entry& other) {
    std::vector<Entry> changed = entries;
    changed[i] = other;
    return Of(changed).listing_hash != hash;
  };
  EXPECT_TRUE(differs(1, File("d/b", 1, 2)));
  EXPECT_TRUE(differs(1, File("d/a", 2, 2)));
  EXPECT_TRUE(differs(1, File("d/a", 1, 3)));
  EXPECT_TRUE(differs(2, File("l", 3, 4)));
  EXPECT_TRUE(differs(2, Other("l", Kind::kLink, 3, 5)));
  // What becomes of a directory when an archive is written into it.
  EXPECT_FALSE(differs(0, Other("d", Kind::kDirectory, 8192, 9)));
  EXPECT_NE(Of({}).listing_hash, hash);
}

TEST(Analysis, ReadsTheTypeOfFilesWhoseNamesDoNotTell) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  ASSERT_TRUE(impls::WriteFile(directory.path() / "d/Makefile", "all:\n\tcc x.c\n").ok());
  ASSERT_TRUE(impls::WriteFile(directory.path() / "a.out", std::string_view("\x7f"
                                                                            "ELF\0\0",
                                                                            6))
                  .ok());
  ASSERT_TRUE(impls::WriteFile(directory.path() / "b.dat", std::string_view("\x1f\x8b\x08\0", 4)).ok());
  ASSERT_TRUE(impls::WriteFile(directory.path() / "c.txt", std::string_view("\0", 1)).ok());
  ASSERT_TRUE(impls::WriteFile(directory.path() / "e", "").ok());
  Tree tree = Tree::Open(directory.path()).value();
  AnalysisOptions options;
  options.root = &tree.root();
  Analysis analysis(options);
  while (const std::optional<Entry> entry = tree.Next()) analysis.Add(*entry);
  const ProjectStatistics project = analysis.Statistics();
  EXPECT_EQ(project.probes, 3u);
  EXPECT_EQ(Content(project, ContentType::kText), (Tally{2, 13 + 1}));  // c.txt by its name
  EXPECT_EQ(Content(project, ContentType::kBinary), (Tally{1, 6}));
  EXPECT_EQ(Content(project, ContentType::kCompressed), (Tally{1, 4}));
  EXPECT_EQ(Content(project, ContentType::kUnknown), (Tally{1, 0}));
  EXPECT_EQ(project.directories, 1u);
}

TEST(Analysis, WhatVanishedOrBecameAFifoIsUnknown) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  ASSERT_EQ(mkfifo((directory.path() / "fifo").c_str(), 0600), 0);
  Tree tree = Tree::Open(directory.path()).value();
  AnalysisOptions options;
  options.root = &tree.root();
  const ProjectStatistics project = Of({File("gone", 5), File("fifo", 5)}, options);
  EXPECT_EQ(Content(project, ContentType::kUnknown), (Tally{2, 10}));
  EXPECT_EQ(project.probes, 2u);
}

TEST(Analysis, OpensNoMoreFilesThanAllowed) {
  const impls::TempDir directory = impls::TempDir::Make().value();
  for (const char* const name : {"a", "b", "c"}) ASSERT_TRUE(impls::WriteFile(directory.path() / name, "text").ok());
  Tree tree = Tree::Open(directory.path()).value();
  AnalysisOptions options;
  options.root = &tree.root();
  options.max_probes = 2;
  const ProjectStatistics project = Of({File("a", 4), File("b", 4), File("c", 4)}, options);
  EXPECT_EQ(project.probes, 2u);
  EXPECT_EQ(Content(project, ContentType::kText), (Tally{2, 8}));
  EXPECT_EQ(Content(project, ContentType::kUnknown), (Tally{1, 4}));
}

TEST(Describe, IsForPeople) {
  EXPECT_EQ(Describe(Of({Other("d", Kind::kDirectory), File("d/a.cc", 2048), File("b.jpg", 512), File("c\n.cc", 1)})),
            "3 files, 2.5 KiB, in 1 directories; 0 symbolic links; depth 1\n"
            "large files: 0, 0 B\n"
            "content: text 2.0 KiB (2 files), compressed 512 B (1 files)\n"
            "extensions: .cc 2.0 KiB (2), .jpg 512 B (1)\n"
            "largest:\n"
            "     2.0 KiB  d/a.cc\n"
            "       512 B  b.jpg\n"
            "         1 B  c\\x0a.cc\n");
  EXPECT_EQ(
      Describe(Of({})),
      "0 files, 0 B, in 0 directories; 0 symbolic links; depth 0\nlarge files: 0, 0 B\ncontent: none\nextensions: "
      "none\nlargest: none\n");
}

}  // namespace
}  // namespace archive_export
