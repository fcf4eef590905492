// `pawl report --from`, end to end.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "reports/report_json.h"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/cli/report_explanations.h"
#include "tools/cli/test_result.h"
#include "tools/cli/zip_writing.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Result OneCase(const std::string& name, Verdict verdict) {
  Result result = EmptyResult();
  result.rows = {RowOf(verdict, "allocations")};
  result.rows[0].case_name = name;
  result.rows[0].stored = 1;
  result.rows[0].current = verdict == Verdict::kOk ? 1 : 2;
  result.rows[0].stored_origin = "baselines/x_perf.json:3";
  return result;
}

class ReportFrom : public ::testing::Test {
 protected:
  ReportFrom() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    unsetenv("BUILD_WORKSPACE_DIRECTORY");
    unsetenv("BUILD_WORKING_DIRECTORY");
    unsetenv("GITHUB_STEP_SUMMARY");
  }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(Path(name), text).ok());
  }
  std::string Read(const std::string& name) const {
    const auto text = ReadFile(Path(name));
    EXPECT_TRUE(text.ok()) << text.status().message();
    return text.value_or("");
  }
  // The report of logs/, to page.html.
  Ended Report(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"report", "--output=" + Path("page.html"), "--from=" + Path("logs")});
    return Pawl(more);
  }
  static Ended Pawl(const std::vector<std::string>& words) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = pawl::Run(words, out, err);
    std::istringstream lines(err.str());
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(line.starts_with("pawl: warning: ") || code != kExitOk)
          << "no path that printed an error returns 0: " << line;
    }
    return {code, out.str(), err.str()};
  }

  std::filesystem::path folder_;
};

TEST_F(ReportFrom, ShardsInBazelsArchivesAreOnePage) {
  Write("logs/x_perf/shard_1_of_2/test.outputs/outputs.zip",
        Zipped({{"result.json", ToJson(OneCase("x/A", Verdict::kOk))}, {"report.html", "<html>"}}));
  Write("logs/x_perf/shard_2_of_2/test.outputs/outputs.zip",
        Zipped({{"result.json", ToJson(OneCase("x/B", Verdict::kOk))}}));
  const Ended ended = Report();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.out, AllOf(HasSubstr("//benches:x_perf: 2 ok; 24.5 s, 96 processes"),
                               HasSubstr("Report: " + Path("page.html"))));
  EXPECT_THAT(Read("page.html"), HasSubstr("All 2 comparisons are within their limits"));
}

TEST_F(ReportFrom, ExitsLikeTheMostSevereResult) {
  Result other = OneCase("y/A", Verdict::kUnstable);
  other.rows[0].strict = "strict: unstable";
  other.target = "//benches:y_perf";
  Write("logs/x/result.json", ToJson(OneCase("x/A", Verdict::kRegressed)));
  Write("logs/y/result.json", ToJson(other));
  EXPECT_EQ(Report().code, kExitRegressed);
}

TEST_F(ReportFrom, WhatCannotBeReadIsAnErrorOfTheReport) {
  Write("logs/a/result.json", ToJson(OneCase("x/A", Verdict::kOk)));
  Write("logs/b/outputs.zip", "no zip");
  Write("logs/c/result.json", R"({"schema": 999})");
  const Ended ended = Report({"--from=" + Path("nowhere"), "--json=" + Path("all.json"), "--markdown=" + Path("c.md")});
  EXPECT_EQ(ended.code, kExitError);
  for (const char* what : {"logs/b/outputs.zip", "written by a newer Pawl", "nowhere"}) {
    EXPECT_THAT(ended.err, HasSubstr(what));
    EXPECT_THAT(Read("page.html"), HasSubstr(what));
    EXPECT_THAT(Read("c.md"), HasSubstr(what));
  }
  EXPECT_THAT(Read("page.html"), HasSubstr("The one comparison is within its limit"));
  EXPECT_THAT(Read("page.html"), Not(HasSubstr("bazel test &#39;&#39;"))) << "no command for what is no target";
  const Ended again = Pawl({"report", "--output=" + Path("again.html"), "--from=" + Path("all.json")});
  EXPECT_EQ(again.code, kExitError) << "a report of the report does not forget it";
}

TEST_F(ReportFrom, WithoutAnyResultThereIsNoReport) {
  std::filesystem::create_directories(Path("logs"));
  const Ended ended = Report();
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(Path("logs")), HasSubstr("bazel test")));
  EXPECT_FALSE(std::filesystem::exists(Path("page.html")));
  Result smoke = OneCase("x/A", Verdict::kOk);
  smoke.rows[0].level = "each case once, answers compared";
  Write("logs/result.json", ToJson(smoke));
  EXPECT_EQ(Report().code, kExitError);
  EXPECT_THAT(Report().err, HasSubstr("and not only smoke tests"));
}

TEST_F(ReportFrom, ItsJsonIsReadLikeWhatItCameFrom) {
  Write("logs/result.json", ToJson(OneCase("x/A", Verdict::kRegressed)));
  EXPECT_EQ(Report({"--json=" + Path("all.json")}).code, kExitRegressed);
  const Ended again = Pawl({"report", "--output=" + Path("again.html"), "--from=" + Path("all.json")});
  EXPECT_EQ(again.code, kExitRegressed);
  const json report = json::parse(Read("all.json"));
  EXPECT_EQ(report["schema"], 1);
  EXPECT_EQ(report["results"][0]["target"], "//benches:x_perf");
  EXPECT_THAT(report["command"].get<std::string>(), StartsWith("pawl report --from='"));
}

TEST_F(ReportFrom, ItsSamplesAreWrittenAsGoogleBenchmarkWritesThem) {
  Result result = OneCase("x/A", Verdict::kOk);
  result.evidence.cases.emplace_back().case_name = "x/A";
  result.evidence.cases[0].times = {{0, {10.5, 11}}};
  Write("logs/result.json", ToJson(result));
  EXPECT_EQ(Report({"--google-benchmark=" + Path("gb.json")}).code, kExitOk);
  const json written = json::parse(Read("gb.json"));
  ASSERT_EQ(written.at("benchmarks").size(), 2u);
  EXPECT_EQ(written.at("benchmarks").at(1).at("real_time"), 11);
}

TEST_F(ReportFrom, PlacesMayBeAListOrRepeated) {
  Write("a/result.json", ToJson(OneCase("x/A", Verdict::kOk)));
  Write("b/result.json", ToJson(OneCase("x/B", Verdict::kOk)));
  const std::string page = "--output=" + Path("page.html");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"report", page, "--from=" + Path("a"), "--from=" + Path("b")},
        {"report", page, "--from=" + Path("a") + "," + Path("b")},
        {"report", page, "--from", Path("a"), Path("b")}}) {
    const Ended ended = Pawl(words);
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("2 ok"));
  }
}

TEST_F(ReportFrom, ProfilesInArchivesAreShown) {
  Result result = EmptyResult();
  Profiles profiles;
  profiles.target = result.target;
  for (size_t i = 0; i <= kMostExplained; ++i) {
    result.rows.push_back(RowOf(Verdict::kOk));
    result.rows.back().case_name = fmt::format("x/{}", i);
    profiles.profiles.push_back(
        {result.rows.back().case_name, "allocations", "heaptrack 1.4.0", 1, {{{"f()"}, 1}}, ""});
  }
  Write("logs/outputs.zip", Zipped({{"profiles.json", ToJson(profiles)}, {"result.json", ToJson(result)}}));
  const Ended ended = Report();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr(fmt::format("Flame graphs of {} cases, first of those that are not ok; 1 more",
                                               kMostExplained)));
  EXPECT_EQ(ended.err, "");

  Write("logs/outputs.zip", Zipped({{"profiles.json", "{"}, {"result.json", ToJson(result)}}));
  const Ended damaged = Report();
  EXPECT_EQ(damaged.code, kExitOk) << "the results stand without them";
  EXPECT_THAT(damaged.err, HasSubstr("pawl: warning: " + Path("logs/outputs.zip")));
}

TEST_F(ReportFrom, OptionsThatDoNotGoTogetherAreRefused) {
  Write("logs/result.json", ToJson(OneCase("x/A", Verdict::kOk)));
  const auto refused = [&](const std::vector<std::string>& more) {
    const Ended ended = Report(more);
    EXPECT_EQ(ended.code, kExitUsage);
    return ended.err;
  };
  EXPECT_THAT(refused({"--sweep"}), HasSubstr("--from measures nothing"));
  EXPECT_THAT(refused({"--annotations=gitlab"}), HasSubstr("--annotations-file=gl-code-quality-report.json"));
  EXPECT_THAT(refused({"--annotations=github", "--annotations-file=x"}), HasSubstr("standard output"));
  EXPECT_EQ(Report({"--annotations=jenkins"}).code, kExitUsage);
  const Ended targets = Pawl({"report", "--from=" + Path("logs"), "--", "//benches:x_perf"});
  EXPECT_EQ(targets.code, kExitUsage);
  EXPECT_THAT(targets.err, HasSubstr("leave //benches:x_perf out"));
}

TEST_F(ReportFrom, UnderBazelRunFilesBelongToTheWorkSpace) {
  Write("logs/result.json", ToJson(OneCase("x/A", Verdict::kOk)));
  Write("workspace/below/keep", "");
  setenv("BUILD_WORKSPACE_DIRECTORY", Path("workspace").c_str(), 1);
  setenv("BUILD_WORKING_DIRECTORY", Path("workspace/below").c_str(), 1);
  const Ended ended = Pawl({"report", "--from=../../logs", "--markdown=comment.md"});
  unsetenv("BUILD_WORKSPACE_DIRECTORY");
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(Read("workspace/.cache/pawl/report.html"), HasSubstr("x/<wbr>A"));
  EXPECT_THAT(Read("workspace/comment.md"), HasSubstr("bazel run //tools/cli:pawl -- report --from='../../logs'"));
}

TEST_F(ReportFrom, ElsewhereTheyBelongToTheWorkingDirectory) {
  Write("logs/result.json", ToJson(OneCase("x/A", Verdict::kRegressed)));
  Write("checkout/benches/x_bench.cc", "\n\"x/A\"\n");
  Write("summary.md", "before\n");
  const std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(Path("checkout"));
  setenv("GITHUB_STEP_SUMMARY", Path("summary.md").c_str(), 1);
  const Ended github = Pawl({"report", "--from=../logs", "--annotations=github"});
  unsetenv("GITHUB_STEP_SUMMARY");
  const Ended gitlab = Pawl({"report", "--from=../logs", "--annotations=gitlab", "--annotations-file=quality.json"});
  std::filesystem::current_path(here);
  EXPECT_EQ(github.code, kExitRegressed) << github.err;
  EXPECT_THAT(github.out, HasSubstr("\n::error file=benches/x_bench.cc,line=2,title=regressed%3A x/A allocations::"));
  EXPECT_TRUE(std::filesystem::exists(Path("checkout/report.html")));
  EXPECT_FALSE(std::filesystem::exists(Path("checkout/.cache")));
  EXPECT_THAT(Read("summary.md"), StartsWith("before\n### Pawl report\n\n**1 of 1 comparison regressed"));
  EXPECT_EQ(gitlab.code, kExitRegressed);
  EXPECT_THAT(gitlab.out, Not(HasSubstr("::error")));
  const json quality = json::parse(Read("checkout/quality.json"));
  EXPECT_EQ(quality[0]["location"]["path"], "benches/x_bench.cc");
  EXPECT_EQ(quality[0]["location"]["lines"]["begin"], 2);
}

TEST_F(ReportFrom, ASummaryThatCannotBeWrittenIsAnError) {
  Write("logs/result.json", ToJson(OneCase("x/A", Verdict::kOk)));
  setenv("GITHUB_STEP_SUMMARY", Path("nowhere/summary.md").c_str(), 1);
  const Ended ended = Report({"--annotations=github"});
  unsetenv("GITHUB_STEP_SUMMARY");
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("GITHUB_STEP_SUMMARY"));
}

TEST_F(ReportFrom, HostileNamesReachNoViewAsMarkup) {
  const std::string hostile = "</details><script>alert(1)</script>|`@all\n::error::x\u202e";
  Result result = OneCase(hostile, Verdict::kRegressed);
  result.rows[0].reason = hostile;
  Write("logs/evil</script>.zip", Zipped({{"../../result.json", ToJson(result)}}));
  const Ended ended = Report({"--markdown=" + Path("c.md"), "--json=" + Path("all.json"), "--annotations=github"});
  EXPECT_EQ(ended.code, kExitRegressed) << ended.err;
  EXPECT_THAT(Read("page.html"), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(Read("c.md"), AllOf(HasSubstr("``</details><script>alert(1)</script>\\|`@all?::error::x?``"),
                                  Not(HasSubstr("\u202e"))));
  // Nothing in it is a command of its own: where it is printed as it stands, GitHub reads none.
  const size_t stop = ended.out.find("::stop-commands::");
  ASSERT_NE(stop, std::string::npos);
  const std::string token = ended.out.substr(stop + 17, ended.out.find('\n', stop) - stop - 17);
  const size_t resume = ended.out.find("\n::" + token + "::\n");
  ASSERT_NE(resume, std::string::npos);
  EXPECT_LT(stop, ended.out.find("\n::error::x"));
  EXPECT_GT(resume, ended.out.rfind("\n::error::x"));
  const size_t command = ended.out.find("\n::error ", resume);
  ASSERT_NE(command, std::string::npos);
  EXPECT_EQ(ended.out.find("\n::error", command + 1), std::string::npos);
  EXPECT_EQ(json::parse(Read("all.json"))["results"][0]["rows"][0]["case_name"], hostile);
  EXPECT_FALSE(std::filesystem::exists(Path("result.json"))) << "nothing is unpacked to where an entry says";
}

}  // namespace
}  // namespace pawl
