#include "tools/cli/benchmark_places.h"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

class Places : public ::testing::Test {
 protected:
  Places() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    Write("benches/BUILD", "");
    Write("benches/a_bench.cc", "// \"x/Line\"\n");
    Write("benches/b_bench.cc", "\n\nconst int kLine = pawl::ForEachImpl<Impls>(\n    \"x/Line\", \"n\", {1});\n");
    Write("benches/sub/c_bench.cc", "\n\"x/Sub\"\n");
    Write("benches/other/BUILD", "");
    Write("benches/other/d_bench.cc", "\"x/Other\"\n");
  }

  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(folder_ / name, text).ok());
  }
  std::string Find(const std::string& target, const std::string& operation) const {
    const SourcePlace place = BenchmarkPlaces(folder_).Find(target, operation + "/impl:optimized/n:1");
    return place.file.empty() ? "none" : place.file + ":" + std::to_string(place.line);
  }

  std::filesystem::path folder_;
};

TEST_F(Places, AreInTheSourcesOfTheTargetsPackage) {
  EXPECT_EQ(Find("//benches:x_perf", "x/Line"), "benches/b_bench.cc:4");
  EXPECT_EQ(Find("//benches:x_perf", "x/Sub"), "benches/sub/c_bench.cc:2");
  EXPECT_EQ(Find("//benches:x_perf", "x/Other"), "none") << "of another package";
  EXPECT_EQ(Find("//benches/other:x_perf", "x/Other"), "benches/other/d_bench.cc:1");
  EXPECT_EQ(Find("//:x_perf", "x/Line"), "none");
}

TEST_F(Places, AreNoneOutsideOfTheCheckout) {
  for (const char* target :
       {"", "x", "//benches", "@other//benches:x_perf", "//../benches:x_perf", "//nowhere:x_perf", "///:x_perf"}) {
    EXPECT_EQ(Find(target, "x/Line"), "none") << target;
  }
}

}  // namespace
}  // namespace pawl
