#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "impls/archive_export/impls.h"

namespace archive_export {
namespace {

// 4.5 GiB, sparse: a hole, and some bytes at its ends.
TEST(Large, FilesAndArchivesBeyond4GiBAreExtractedWhole) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  const std::filesystem::path root = directory.path() / "tree", file = root / "large";
  ASSERT_TRUE(corpus::WriteFile(file, "begin").ok());
  ASSERT_EQ(truncate(file.c_str(), (off_t{9} << 29)), 0);
  ASSERT_TRUE(impls::AppendToFile(file, "end").ok());
  ASSERT_TRUE(corpus::WriteFile(root / "later", "2").ok());
  const std::filesystem::path archive = directory.path() / "archive";
  const auto compare = [&](const std::string& extract) {
    const std::string command = extract + " '" + archive.native() + "' large | cmp - '" + file.native() + "'";
    return std::system(command.c_str());
  };
  for (const Level level : {Level::Auto(), Level::Store()}) {
    const absl::StatusOr<Report> report = Optimized().Export(root, archive, {.level = level, .verify = true});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->files, 2u);
    EXPECT_LT(report->peak_memory_bytes, 64u << 20);
    EXPECT_EQ(compare("unzip -p"), 0) << LevelName(level);
  }
  for (const Format format : {Format::kTar, Format::kTarGz}) {
    const absl::StatusOr<Report> report = Optimized().Export(root, archive, {.format = format, .verify = true});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(compare("tar -xOf"), 0) << FormatName(format);
  }
}

}  // namespace
}  // namespace archive_export
