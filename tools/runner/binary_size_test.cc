// The real `size` on a real archive, whole and damaged, and scripts in its role.
#include "tools/runner/binary_size.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kPath[] = "/usr/bin";  // where Debian has it
// Holds two members; one has 100,000 bytes of data, the other 50,000 of constants and 70,000 that are zero.
constexpr char kArchive[] = "tools/runner/libplanted_sizes.a";

std::string Bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class BinarySizeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  fs::path Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }

  // A `size` that is a shell script.
  std::string Script(const std::string& text) const {
    fs::permissions(Write("size", "#!/bin/sh\n" + text), fs::perms::owner_all);
    return folder_.string();
  }

  std::string ErrorOf(const fs::path& archive, const std::string& path = kPath) const {
    const absl::StatusOr<int64_t> size = BinarySize(archive, path, folder_);
    EXPECT_EQ(size.status().code(), absl::StatusCode::kDataLoss) << archive;
    EXPECT_THAT(std::string(size.status().message()), StartsWith(archive.string() + ": "));
    return std::string(size.status().message());
  }

  fs::path folder_;
};

TEST_F(BinarySizeTest, AddsUpTextAndDataOfAllMembersAndNotWhatIsZero) {
  const absl::StatusOr<int64_t> size = BinarySize(kArchive, kPath, folder_);
  ASSERT_TRUE(size.ok()) << size.status().message();
  EXPECT_GE(*size, 150'000);
  EXPECT_LT(*size, 160'000) << "the zeros are not in it, whatever the compiler adds";
  EXPECT_EQ(*BinarySize(kArchive, kPath, folder_), *size) << "every time";
}

TEST_F(BinarySizeTest, ADamagedArchiveIsAnErrorWithItsNameAndWhatSizeSaid) {
  const std::string whole = Bytes(kArchive);
  ASSERT_GT(whole.size(), 100'000u);
  for (const size_t kept : {size_t{20}, whole.size() / 3, whole.size() - 1000}) {
    const std::string error = ErrorOf(Write("cut.a", whole.substr(0, kept)));
    EXPECT_THAT(error, AllOf(HasSubstr("size exited with status"), HasSubstr("it last printed:"))) << kept;
  }
  EXPECT_THAT(ErrorOf(Write("junk.a", "junk\n")), HasSubstr("file format not recognized"));
  EXPECT_THAT(ErrorOf(Write("empty.a", "")), HasSubstr("size exited with status"));
  EXPECT_THAT(ErrorOf(folder_ / "none.a"), HasSubstr("No such file"));
  EXPECT_THAT(ErrorOf(Write("memberless.a", "!<arch>\n")), HasSubstr("size found no member in it"));
}

TEST_F(BinarySizeTest, WithoutTheToolItIsUnavailableWithWhatToInstall) {
  const absl::Status status = BinarySize(kArchive, folder_.string(), folder_).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("apt-get install binutils"));
}

TEST_F(BinarySizeTest, ATableThatIsNoneIsAnError) {
  EXPECT_THAT(ErrorOf(kArchive, Script("echo text data; echo 'twelve 3 x.o'")), HasSubstr("\"twelve 3 x.o\""));
  EXPECT_THAT(ErrorOf(kArchive, Script("echo 'text data'; echo '-1 3 x.o'")), HasSubstr("no line of numbers"));
  EXPECT_THAT(ErrorOf(kArchive, Script("echo 'text data'")), HasSubstr("no member"));
  EXPECT_THAT(ErrorOf(kArchive, Script("kill -SEGV $$")), HasSubstr("SIGSEGV"));
}

}  // namespace
}  // namespace pawl
