#ifndef PAWL_IMPLS_CHECKSUM_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_CHECKSUM_CONTRACT_FIXTURE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/checksum/impls.h"
#include "impls/checksum/shell.h"

namespace checksum {

// What the suites of the contract share. Each test has an empty directory of its own.
template <typename Hasher>
class HasherFixture : public ::testing::Test {
 protected:
  HasherFixture() : directory_(corpus::TempDir::Make().value()) {}

  const std::filesystem::path& root() const { return directory_.path(); }

  // A file below root() of these bytes; its directories are made as needed.
  std::filesystem::path File(const std::string& relative, std::string_view bytes) {
    const std::filesystem::path path = root() / relative;
    std::filesystem::create_directories(path.parent_path());
    EXPECT_TRUE(corpus::WriteFile(path, bytes).ok()) << path;
    return path;
  }

  std::string HashFile(const std::filesystem::path& path) { return Text(hasher_.HashFile(path)); }
  std::string HashTree(const std::filesystem::path& path) { return Text(hasher_.HashTree(path)); }

  static std::string Text(const absl::StatusOr<Digest>& digest) {
    return digest.ok() ? Hex(*digest) : digest.status().ToString();
  }

  // The answers of the real program.
  static std::string ProgramFile(const std::filesystem::path& path) {
    return FirstWord("sha256sum < '" + path.native() + "'");
  }
  static std::string ProgramTree(const std::filesystem::path& root) {
    return FirstWord("cd '" + root.native() +
                     "' && find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0r sha256sum -- | sha256sum");
  }

  corpus::TempDir directory_;
  Hasher hasher_;
};

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_CONTRACT_FIXTURE_H_
