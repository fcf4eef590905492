#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "impls/archive_export/impls.h"
#include "impls/fd.h"
#include "impls/typed_suite.h"

namespace archive_export {
namespace {

// So that Report::peak_memory_bytes is of one export: see proc(5), clear_refs. What malloc keeps of earlier ones, a GiB
// of Baseline's, would be in it.
void ForgetPeakMemory() {
  malloc_trim(0);
  const impls::Fd file(open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC));
  ASSERT_EQ(write(file.get(), "5", 1), 1);
}

// A directory with a tree in it, and an archive of that.
template <typename Exporter>
class Large : public ::testing::Test {
 protected:
  std::filesystem::path root() const { return directory_.path() / "tree"; }
  std::filesystem::path archive() const { return directory_.path() / "archive"; }

  Report Export(const Options& options) {
    ForgetPeakMemory();
    absl::StatusOr<Report> report = Exporter().Export(root(), archive(), options);
    EXPECT_TRUE(report.ok()) << report.status();
    if (!report.ok()) return Report();
    for (const Problem& problem : report->problems) ADD_FAILURE() << problem.status;
    if (Exporter::kMethod == "streaming") {
      EXPECT_LT(report->peak_memory_bytes, 64u << 20);
    }
    return *std::move(report);
  }

  // Whether `extract`, with the archive and `name` behind it, prints that file of the tree.
  void ExpectPrints(const std::string& extract, const std::string& name) {
    const std::string command = "set -o pipefail; " + extract + " '" + archive().native() + "' " + name + " | cmp - '" +
                                (root() / name).native() + "'";
    EXPECT_EQ(std::system(("bash -c \"" + command + "\"").c_str()), 0) << command;
  }

  // Whether `extract`, run with the archive behind it where the tree is to be, makes the same tree.
  void ExpectExtractsToTheTree(const std::string& extract) {
    const std::filesystem::path to = directory_.path() / "extracted";
    std::filesystem::create_directories(to);
    const std::string command = "cd '" + to.native() + "' && " + extract + " '" + archive().native() +
                                "' >/dev/null && diff -r '" + root().native() + "' '" + to.native() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    std::filesystem::remove_all(to);
  }

  const corpus::TempDir directory_ = corpus::TempDir::Make().value();
};

TYPED_TEST_SUITE(Large, impls::AsTestTypes<Impls>::Type, impls::NameByImpl);

TYPED_TEST(Large, AFileOf2GiBIsExtractedWhole) {
  ASSERT_TRUE(corpus::WriteOneBig(this->root(), uint64_t{2} << 30).ok());
  this->Export({.verify = true});
  this->ExpectPrints("unzip -p", "big");
  this->Export({.format = Format::kTar, .verify = true});
  this->ExpectPrints("tar -xOf", "big");
  this->Export({.format = Format::kTarGz, .level = Level::Number(1), .verify = true});
  this->ExpectPrints("tar -xzOf", "big");
  this->Export({.format = Format::kTarZst, .verify = true});
  this->ExpectPrints("tar --zstd -xOf", "big");
}

TYPED_TEST(Large, FiftyThousandSmallFilesAreExtractedWhole) {
  ASSERT_TRUE(corpus::WriteManySmall(this->root(), 50'000, 1024).ok());
  for (const Format format : kFormats) {
    const Report report = this->Export({.format = format, .verify = true});
    EXPECT_EQ(report.files, 50'000u);
    EXPECT_EQ(report.verified_entries, 50'500u);
    switch (format) {
      case Format::kZip:
        this->ExpectExtractsToTheTree("unzip -qq");
        this->ExpectExtractsToTheTree("7z x -y -bd");
        break;
      case Format::kSevenZip:
        this->ExpectExtractsToTheTree("7z x -y -bd");
        break;
      default:
        this->ExpectExtractsToTheTree("tar -xf");
    }
  }
}

TYPED_TEST(Large, AGiBOfCopiesIsExtractedWhole) {
  ASSERT_TRUE(corpus::WriteTree(this->root(), corpus::DuplicatesTree(uint64_t{1} << 30)).ok());
  const Report report = this->Export({.format = Format::kTar, .deduplicate = true, .verify = true});
  // Half of the files; the corpus keeps only the smaller ones for copying, so it is less of the bytes.
  uint64_t files = 0, bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(this->root())) {
    if (entry.path().extension() != ".copy" || entry.file_size() == 0) continue;
    ++files;
    bytes += entry.file_size();
  }
  EXPECT_GT(files, report.files * 2 / 5);
  EXPECT_EQ(report.duplicate_files, files);
  EXPECT_EQ(report.duplicate_bytes, bytes);
  this->ExpectExtractsToTheTree("tar -xf");
}

TYPED_TEST(Large, AGiBOfWhatIsCompressedAlreadyIsExtractedWhole) {
  ASSERT_TRUE(
      corpus::WriteTree(this->root(), {.total_bytes = uint64_t{1} << 30, .mix = corpus::PrecompressedTree(0).mix})
          .ok());
  const Report report = this->Export({.verify = true});
  EXPECT_GT(report.ratio(), 0.9);
  EXPECT_LT(report.ratio(), 1.01);
  this->ExpectExtractsToTheTree("unzip -qq");
}

// 4.5 GiB, sparse: a hole, and some bytes at its ends. Not by Baseline, which holds all of it in memory.
using LargeStreamed = Large<Optimized>;

TEST_F(LargeStreamed, FilesAndArchivesBeyond4GiBAreExtractedWhole) {
  const std::filesystem::path file = root() / "large";
  ASSERT_TRUE(corpus::WriteFile(file, "begin").ok());
  ASSERT_EQ(truncate(file.c_str(), (off_t{9} << 29)), 0);
  ASSERT_TRUE(impls::AppendToFile(file, "end").ok());
  ASSERT_TRUE(corpus::WriteFile(root() / "later", "2").ok());
  for (const Level level : {Level::Auto(), Level::Store()}) {
    const Report report = Export({.level = level, .verify = true});
    EXPECT_EQ(report.files, 2u);
    ExpectPrints("unzip -p", "large");
    ExpectPrints("unzip -p", "later");
  }
  for (const Format format : {Format::kTar, Format::kTarGz}) {
    Export({.format = format, .verify = true});
    ExpectPrints("tar -xOf", "large");
    ExpectPrints("tar -xOf", "later");
  }
  ExpectExtractsToTheTree("tar -xSf");
}

}  // namespace
}  // namespace archive_export
