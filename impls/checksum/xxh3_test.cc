#include "impls/checksum/xxh3.h"

#include <unistd.h>

#include <filesystem>

#include "gtest/gtest.h"
#include "impls/checksum/impls.h"
#include "impls/checksum/shell.h"

namespace checksum {
namespace {

class Xxh3Test : public ::testing::Test {
 protected:
  Xxh3Test() : directory_(corpus::TempDir::Make().value()), path_(directory_.path() / "file") {}

  // That of the real program.
  std::string Program() const { return FirstWord("xxhsum -q -H128 '" + path_.native() + "'"); }

  corpus::TempDir directory_;
  std::filesystem::path path_;
  Xxh3 xxh3_;
};

TEST_F(Xxh3Test, AgreesWithXxhsum) {
  for (const size_t size_bytes : {0, 1, 16, 17, 128, 129, 240, 241, 1024, 65535, 65536, 65537, 1'000'000}) {
    ASSERT_TRUE(corpus::WriteRandomFile(path_, /*seed=*/7, size_bytes).ok());
    EXPECT_EQ(xxh3_.HashFile(path_).value().Text(), Program()) << size_bytes << " bytes";
  }
  ASSERT_EQ(truncate(path_.c_str(), 3 << 20), 0);  // the rest is a hole
  EXPECT_EQ(xxh3_.HashFile(path_).value().Text(), Program());
}

// Of the empty message, as published with the algorithm.
TEST_F(Xxh3Test, OfNothingIsThePublishedValue) {
  ASSERT_TRUE(corpus::WriteFile(path_, "").ok());
  EXPECT_EQ(xxh3_.HashFile(path_).value().Text(), "99aa06d3014798d86001c324468d497f");
}

TEST_F(Xxh3Test, NamesWhatCannotBeReadAsHasherDoes) {
  for (const std::filesystem::path& path : {path_, directory_.path(), std::filesystem::path("/dev/zero")}) {
    EXPECT_EQ(xxh3_.HashFile(path).status(), Baseline().HashFile(path).status());
  }
}

}  // namespace
}  // namespace checksum
