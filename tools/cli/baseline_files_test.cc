#include "tools/cli/baseline_files.h"

#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class BaselineFiles : public ::testing::Test {
 protected:
  BaselineFiles() {
    folder_ = ::testing::TempDir() + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    Write("x/baselines/x_perf.json", FormatStoredBaseline({"//x:x_perf", {}}));
  }
  void Write(const std::string& path, const std::string& text) const {
    const std::filesystem::path whole = folder_ + "/" + path;
    std::filesystem::create_directories(whole.parent_path());
    ASSERT_TRUE(WriteFile(whole, text).ok());
  }
  std::string folder_;
};

TEST_F(BaselineFiles, AreFoundWhereverTheyStandAndNothingElseIs) {
  Write("BUILD", "");
  Write("x_perf.anchor.json", FormatStoredBaseline({"//:x_perf", {}}));
  Write("package.json", "{\"schema\": \"npm\", damaged");
  Write(".git/x_perf.json", FormatStoredBaseline({"//hidden", {}}));
  std::filesystem::create_directory_symlink(folder_ + "/x", folder_ + "/bazel-x");
  const auto found = FindBaselines(folder_);
  ASSERT_TRUE(found.ok()) << found.status().message();
  ASSERT_THAT(*found, SizeIs(2));
  EXPECT_EQ((*found)[0].path, "x/baselines/x_perf.json");
  EXPECT_EQ((*found)[0].baseline.target, "//x:x_perf");
  EXPECT_EQ((*found)[1].path, "x_perf.anchor.json");
}

TEST_F(BaselineFiles, ADamagedOneIsAnErrorWithItsPlace) {
  Write("y_perf.json", "{\"schema\": 2, \"target\": \"//:y_perf\", \"records\": [\n{\"case\":\n");
  const auto found = FindBaselines(folder_);
  EXPECT_THAT(std::string(found.status().message()), HasSubstr("y_perf.json:3: not valid JSON"));
}

TEST_F(BaselineFiles, AnAnchorStandsBesideItsBaseline) {
  EXPECT_EQ(AnchorPath("baselines/x_perf.json"), "baselines/x_perf.anchor.json");
  EXPECT_TRUE(IsAnchor("baselines/x_perf.anchor.json"));
  EXPECT_FALSE(IsAnchor("baselines/x_perf.json"));
}

TEST_F(BaselineFiles, BuildFilesSayWhereACaseIsNamed) {
  Write("x/BUILD", "perf_test(\n    claims = {\"x/Sort\": [\"allocations <= 1\"]},\n)\n");
  Write("x/cases.bzl", "CASES = [\"x/Sort\"]\n");
  Write("x/notes.md", "x/Sort");
  EXPECT_THAT(FindInBuildFiles(folder_, "x/Sort"), ElementsAre("x/BUILD:2", "x/cases.bzl:1"));
}

}  // namespace
}  // namespace pawl
