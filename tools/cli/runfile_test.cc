#include "tools/cli/runfile.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A program with runfiles of two repositories.
class Runfile : public ::testing::Test {
 protected:
  Runfile() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "pawl.runfiles/other");
    std::filesystem::create_directories(folder_ / "pawl.runfiles/ws/tools");
    EXPECT_TRUE(WriteFile(folder_ / "pawl", "program").ok());
    EXPECT_TRUE(WriteFile(folder_ / "pawl.runfiles/ws/tools/kernels", "kernels").ok());
  }

  std::filesystem::path folder_;
};

TEST_F(Runfile, WhereBazelStartsItAPathIsAlreadyRight) {
  const std::string here = folder_ / "pawl";
  EXPECT_EQ(FindRunfile(here, "/no/program").value_or(""), here);
}

TEST_F(Runfile, OfAProgramStartedByHandStandsBesideIt) {
  EXPECT_EQ(FindRunfile("tools/kernels", folder_ / "pawl").value_or(""), folder_ / "pawl.runfiles/ws/tools/kernels");
}

TEST_F(Runfile, ThatIsNowhereIsAnErrorThatSaysHowToStartTheProgram) {
  for (const char* path : {"tools/no_kernels", "tools"}) {
    const auto found = FindRunfile(path, folder_ / "pawl");
    ASSERT_FALSE(found.ok()) << "a folder is no file";
    EXPECT_THAT(std::string(found.status().message()), AllOf(HasSubstr(path), HasSubstr("`bazel run`")));
  }
  EXPECT_FALSE(FindRunfile("tools/kernels", "/no/such/program").ok());
}

}  // namespace
}  // namespace pawl
