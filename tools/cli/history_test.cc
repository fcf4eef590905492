// `pawl log` and `pawl rename` in a real repository of their own.
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/cli/git.h"
#include "tools/cli/golden.h"
#include "tools/cli/test_result.h"
#include "tools/model/stored_baseline.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSort[] = "x/Sort/impl:optimized/n:64";
constexpr char kFile[] = "baselines/x_perf.json";

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Ended Pawl(const std::vector<std::string>& args) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = Run(args, out, err);
  return {code, out.str(), err.str()};
}

Record Allocations(const std::string& case_name, double value, const std::string& reason = "") {
  Record record;
  record.case_name = case_name;
  record.metric = "allocations";
  record.value = value;
  record.key = "build";
  record.reason = reason;
  return record;
}

Record Ratio(double value, const std::string& key) {
  Record record;
  record.case_name = kSort;
  record.metric = "time_ratio";
  record.value = value;
  record.spread = 0.02;
  record.processes = 64;
  record.key = key;
  return record;
}

// A new repository; commits in it have the same author, date and hence hash everywhere.
class History : public ::testing::Test {
 public:
  History() {
    folder_ = ::testing::TempDir() + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_ + "/baselines");
    setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
    setenv("GIT_CEILING_DIRECTORIES", ::testing::TempDir().c_str(), 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    for (const char* who : {"GIT_AUTHOR", "GIT_COMMITTER"}) {
      setenv((std::string(who) + "_NAME").c_str(), "A Tester", 1);
      setenv((std::string(who) + "_EMAIL").c_str(), "tester@example.org", 1);
    }
  }
  ~History() override { unsetenv("BUILD_WORKSPACE_DIRECTORY"); }

  void Git(const std::vector<std::string>& arguments) const {
    const auto done = RunGit(folder_, arguments);
    ASSERT_TRUE(done.ok()) << done.status().message();
  }
  void Write(const std::string& path, const std::string& text) const {
    ASSERT_TRUE(WriteFile(folder_ + "/" + path, text).ok());
  }
  void Store(const std::vector<Record>& records) const { Write(kFile, FormatStoredBaseline({"//:x_perf", records})); }
  void Commit(const std::string& day) const {
    setenv("GIT_AUTHOR_DATE", (day + "T12:00:00+0000").c_str(), 1);
    setenv("GIT_COMMITTER_DATE", (day + "T12:00:00+0000").c_str(), 1);
    Git({"add", "-A"});
    Git({"commit", "--quiet", "-m", "accepted"});
  }
  // A case that grew, with a reason, shrank again and got a second machine.
  void RecordCommits() const {
    Git({"init", "--quiet"});
    Store({Allocations(kSort, 2), Ratio(0.5, "build/here")});
    Commit("2025-01-01");
    Store({Allocations(kSort, 2), Ratio(0.5, "build/here"), Allocations("x/Other", 9)});
    Commit("2025-01-02");
    Store({Allocations(kSort, 3, "keeps equal elements in order"), Ratio(0.5, "build/here")});
    Commit("2025-01-03");
    Store({Allocations(kSort, 1), Ratio(0.25, "build/here"), Ratio(0.3, "build/there")});
    Commit("2025-01-04");
  }

 protected:
  std::string folder_;
};

TEST_F(History, LogPrintsEveryAcceptedValueWithItsReasonNewestFirst) {
  RecordCommits();
  const Ended ended = Pawl({"log", kSort});
  EXPECT_EQ(ended.code, kExitOk);
  EXPECT_THAT(ended.err, IsEmpty());
  ExpectGolden(ended.out, "log.txt");
}

TEST_F(History, LogShowsWhatIsNotCommittedYet) {
  RecordCommits();
  Store({Allocations(kSort, 5), Ratio(0.25, "build/here"), Ratio(0.3, "build/there")});
  EXPECT_THAT(Pawl({"log", kSort}).out, HasSubstr("\n            uncommitted  allocations: 5 (+400"));
}

TEST_F(History, LogOfARemovedCaseFindsItInOlderCommits) {
  RecordCommits();
  const Ended ended = Pawl({"log", "x/Other"});
  EXPECT_EQ(ended.code, kExitOk);
  EXPECT_THAT(ended.out, HasSubstr("2025-01-03"));
  EXPECT_THAT(ended.out, HasSubstr("allocations: removed\n"));
  std::filesystem::remove(folder_ + "/" + kFile);
  Commit("2025-01-05");
  EXPECT_THAT(Pawl({"log", kSort}).out, HasSubstr("2025-01-05")) << "with its whole file";
}

TEST_F(History, OfAFileMayBeItsNewestCommitsOnly) {
  RecordCommits();
  const auto commits = FileHistory(folder_, kFile, 2);
  ASSERT_TRUE(commits.ok());
  ASSERT_EQ(commits->size(), 2u);
  EXPECT_EQ((*commits)[0].date, "2025-01-03");
  EXPECT_EQ(FileHistory(folder_, kFile)->size(), 4u);
}

TEST_F(History, AReportReadsWhatWasAcceptedAndSaysWhatIsDamaged) {
  Result result = EmptyResult();
  result.rows = {RowOf(Verdict::kOk, "allocations")};
  result.rows[0].case_name = kSort;
  result.rows[0].current = 1;
  result.evidence.cases.emplace_back().case_name = kSort;
  result.environment.build_key = "build";
  result.baseline_file = kFile;
  Write("result.json", ToJson(result));
  const auto report = [&] {
    std::ostringstream out;
    std::ostringstream err;
    const std::string page = folder_ + "/page.html";
    EXPECT_EQ(pawl::Run({"report", "--from=" + folder_ + "/result.json", "--output=" + page}, out, err,
                        PageScript{"draw()", "sha256-abc="}),
              kExitOk);
    return std::pair(err.str(), ReadFile(page).value_or(""));
  };
  EXPECT_THAT(report().first, IsEmpty()) << "without version control there is no history, and that is no news";
  RecordCommits();
  EXPECT_THAT(report().first, IsEmpty());
  EXPECT_THAT(report().second, HasSubstr("\"commits\":[\"2025-01-01 "));
  Write(kFile, "{\"schema\": 2, damaged");
  Commit("2025-01-05");
  EXPECT_THAT(report().first, HasSubstr("pawl: warning: left out of the history: "));
  EXPECT_THAT(report().second, HasSubstr("\"commits\":[\"2025-01-01 "));
}

TEST_F(History, LogSkipsADamagedRevisionAndFails) {
  RecordCommits();
  Write(kFile, "{\"schema\": 2, damaged");
  Commit("2025-01-05");
  Store({Allocations(kSort, 5)});
  const Ended ended = Pawl({"log", kSort});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("skipped: "));
  EXPECT_THAT(ended.out, HasSubstr("uncommitted  allocations: 5"));
}

TEST_F(History, LogOfAnUnknownCaseNamesTheNearest) {
  RecordCommits();
  const Ended ended = Pawl({"log", "x/Sort/impl:optimised/n:64"});
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("did you mean x/Sort/impl:optimized/n:64?"));
}

TEST_F(History, LogOutsideARepositoryOrWithoutGitSaysSo) {
  Store({Allocations(kSort, 2)});
  const Ended outside = Pawl({"log", kSort});
  EXPECT_EQ(outside.code, kExitError);
  EXPECT_THAT(outside.err, HasSubstr("is in no git work tree"));
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nonexistent", 1);
  const Ended without = Pawl({"log", kSort});
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(without.code, kExitError);
  EXPECT_THAT(without.err, HasSubstr("git is not installed. Fix: tools/setup"));
}

TEST_F(History, RenameChangesOneLinePerRecordAndSaysWhatIsLeftToDo) {
  RecordCommits();
  Write("BUILD", "perf_test(\n  claims = {\n    \"x/Sort/impl:optimized/n:64\": [\"allocations <= 1\"],\n})\n");
  const Ended ended = Pawl({"rename", kSort, "x/Sort/impl:radix/n:64"});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  ExpectGolden(ended.out, "rename.txt");
  const auto changed = RunGit(folder_, {"diff", "--numstat", "--", "baselines"});
  EXPECT_EQ(changed.value_or(""), "3\t3\tbaselines/x_perf.json\n");
  EXPECT_EQ(Pawl({"rename", kSort, "x/Sort/impl:radix/n:64"}).code, kExitUsage) << "it is no more";
}

TEST_F(History, RenameToATakenNameChangesNothing) {
  Git({"init", "--quiet"});
  Store({Allocations(kSort, 2), Allocations("x/Other", 9)});
  Commit("2025-01-01");
  EXPECT_EQ(Pawl({"rename", kSort, "x/Other"}).code, kExitUsage);
  EXPECT_EQ(RunGit(folder_, {"status", "--porcelain"}).value_or("?"), "");
}

}  // namespace
}  // namespace pawl
