#include "impls/archive_export/archive_export.h"

#include "gtest/gtest.h"
#include "impls/archive_export/contract.h"
#include "impls/archive_export/contract_escapes.h"
#include "impls/archive_export/contract_faults.h"
#include "impls/archive_export/contract_trees.h"
#include "impls/archive_export/impls.h"
#include "impls/typed_suite.h"

namespace archive_export {
namespace {

PAWL_INSTANTIATE_CONTRACT(ExportContract, Impls);
PAWL_INSTANTIATE_CONTRACT(EscapeContract, Impls);
PAWL_INSTANTIATE_CONTRACT(FaultContract, Impls);
PAWL_INSTANTIATE_CONTRACT(TreeContract, Impls);

TEST(Memory, BaselineSaysWhenItTakesTooMuchAndOptimizedGoesOn) {
  const corpus::TempDir directory = corpus::TempDir::Make().value();
  const std::filesystem::path root = directory.path() / "tree", archive = directory.path() / "a.zip";
  ASSERT_TRUE(corpus::WriteRandomFile(root / "file", 1, 40 << 20).ok());
  const uint64_t limit = Optimized::MemoryBytes(2, 2);
  const Options options{.threads = 16, .memory_limit_bytes = limit};
  const absl::Status status = Baseline().Export(root, archive, options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(status.message().find("Use the streaming method"), std::string::npos);
  const absl::StatusOr<Report> report = Optimized().Export(root, archive, options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->threads, 2u);
  EXPECT_EQ(Optimized().Export(root, archive, {.memory_limit_bytes = 1 << 20}).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(ParseFormat, KnowsItsOwnNamesAndSaysWhyNotRar) {
  for (const Format format : kFormats) EXPECT_EQ(ParseFormat(FormatName(format)).value(), format);
  const absl::Status rar = ParseFormat("rar").status();
  EXPECT_EQ(rar.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(
      rar.message(),
      "format rar: only its vendor's program may write it, no free one does. Use zip, tar, tar.gz, tar.zst and 7z: "
      "7z for the smallest archive, zip for every system");
  EXPECT_EQ(ParseFormat("tgz").status().message(), "format tgz: is none. There are zip, tar, tar.gz, tar.zst and 7z");
}

TEST(ParseLevel, KnowsItsOwnNames) {
  for (const char* name : {"auto", "store", "small", "1", "9"}) EXPECT_EQ(LevelName(ParseLevel(name).value()), name);
  for (const char* name : {"", "0", "10", "fast"}) EXPECT_FALSE(ParseLevel(name).ok()) << name;
}

}  // namespace
}  // namespace archive_export
