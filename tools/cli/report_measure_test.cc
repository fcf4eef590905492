// `pawl report` of a work space: its Bazel and its perf_tests are scripts.
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/cli/test_result.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ReportMeasure : public ::testing::Test {
 protected:
  ReportMeasure() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
    unsetenv("BUILD_WORKING_DIRECTORY");
    unsetenv("GITHUB_STEP_SUMMARY");
    setenv("PATH", fmt::format("{}:/usr/bin:/bin", (folder_ / "path").native()).c_str(), 1);
  }

  void Write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(WriteFile(folder_ / name, text).ok());
  }
  void Script(const std::string& name, const std::string& text) const {
    Write(name, "#!/bin/sh\n" + text);
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }

  // Names //a:a_perf and so on in the answer to a query.
  void BazelKnows(const std::string& tests) const {
    std::string labels;
    for (const char test : tests) labels += fmt::format("//{0}:{0}_perf ", test);
    Script("path/bazel", fmt::format(R"(for word in "$@"; do case "$word" in
query) printf '%s\n' {}; exit ;;
build) exit ;;
info) echo '{}'; exit ;;
esac; done
exit 1
)",
                                     labels, (folder_ / "bin").native()));
  }

  // A perf_test that was built. Its launcher is run with --result=FILE last, which is $result here.
  void PerfTest(char name, const std::string& script) const {
    const std::string launcher = fmt::format("bin/{0}/{0}_perf", name);
    Write(fmt::format("{}.runfiles/w/{}/{}_perf.plan.json", launcher, name, name), "{}");
    Script(launcher, R"(for word in "$@"; do result=${word#--result=}; done)"
                     "\n" +
                         script);
  }
  // One that leaves the result of a case within its limits.
  void PassingPerfTest(char name) const {
    Result result = EmptyResult();
    result.target = fmt::format("//{0}:{0}_perf", name);
    result.rows = {RowOf(Verdict::kOk, "allocations")};
    const std::string left = fmt::format("{}.json", name);
    Write(left, ToJson(result));
    PerfTest(name, fmt::format("cp '{}' \"$result\"\n", (folder_ / left).native()));
  }

  // The exit code of the report.
  int Report() {
    std::ostringstream out;
    std::ostringstream err;
    const int code = pawl::Run({"report", "--output=page.html"}, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  std::string Page() const {
    const auto text = ReadFile(folder_ / "page.html");
    EXPECT_TRUE(text.ok()) << text.status().message();
    return text.value_or("");
  }

  fs::path folder_;
  std::string out_;
  std::string err_;
};

TEST_F(ReportMeasure, MeasuresEveryPerfTestAndSaysHowThePageWasMade) {
  BazelKnows("ab");
  PassingPerfTest('a');
  PassingPerfTest('b');
  EXPECT_EQ(Report(), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("//a:a_perf: 1 ok"), HasSubstr("//b:b_perf: 1 ok")));
  EXPECT_THAT(err_, AllOf(HasSubstr("[1/2] measuring //a:a_perf\n"), HasSubstr("[2/2] measuring //b:b_perf, about ")));
  EXPECT_THAT(Page(), AllOf(HasSubstr("All 2 comparisons are within their limits"), HasSubstr("bazel run //:report")));
}

TEST_F(ReportMeasure, OneThatLeavesNoResultFailsItAndTakesNothingFromTheRest) {
  BazelKnows("abcd");
  PassingPerfTest('a');
  PerfTest('b', "exit 3\n");
  PerfTest('c', "printf '{' > \"$result\"\n");
  PassingPerfTest('d');
  EXPECT_EQ(Report(), kExitError);
  EXPECT_THAT(out_, AllOf(HasSubstr("//a:a_perf: 1 ok"), HasSubstr("//d:d_perf: 1 ok")));
  for (const char* what : {"measuring //b:b_perf left no result", "result.json"}) {
    EXPECT_THAT(out_ + err_, HasSubstr(what));
    EXPECT_THAT(Page(), HasSubstr(what));
  }
  EXPECT_THAT(Page(), HasSubstr("All 2 comparisons are within their limits"));
}

TEST_F(ReportMeasure, WithoutAPerfTestThereIsNothingToReport) {
  BazelKnows("");
  EXPECT_EQ(Report(), kExitError);
  EXPECT_THAT(err_, HasSubstr("there is no perf_test in //..."));
  EXPECT_THAT(err_, Not(HasSubstr("measuring")));
  EXPECT_FALSE(fs::exists(folder_ / "page.html"));
}

}  // namespace
}  // namespace pawl
