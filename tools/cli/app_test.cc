#include "tools/cli/app.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/cli/files.h"
#include "tools/cli/golden.h"
#include "tools/cli/test_result.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int code;
  std::string out;
  std::string err;
};

Ended Pawl(const std::vector<std::string>& args) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = Run(args, out, err);
  if (!err.str().empty()) {
    EXPECT_NE(code, 0) << "no path that printed an error returns 0: " << err.str();
  }
  return {code, out.str(), err.str()};
}

// A new folder of the running test, and in it a plan whose only claim has a typo.
class App : public ::testing::Test {
 protected:
  App() {
    const std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = std::filesystem::path(::testing::TempDir()) / name;
    std::filesystem::create_directories(folder_ / "baselines");
    const nlohmann::json plan = {
        {"target", "//benches:x_perf"},
        {"pawl", "//tools/cli:pawl"},
        {"binary", "x"},
        {"layouts", std::vector<std::string>()},
        {"counter", "c"},
        {"baseline_file", "baselines/x_perf.json"},
        {"build_file", ""},
        {"status_file", ""},
        {"store_file", ""},
        {"other_files", nlohmann::json::array()},
        {"libraries", nlohmann::json::array()},
        {"sources", {Path("plan.json")}},
        {"compiler_flags", nlohmann::json::array()},
        {"claims", {{kTestCase, {"alocations <= 1"}}}},
        {"sweep", nlohmann::json::array()},
        {"metrics", nlohmann::json::object()},
        {"policy",
         nlohmann::json::parse(
             R"({"limits": [], "case_limits": {}, "outer_limits": [], "mutes": {}, "ratchet": false, "new_cases": "fail", "require": [], "strict": []})")},
        {"report_only", nlohmann::json::array()}};
    Write("plan.json", plan.dump());
  }
  void TearDown() override { unsetenv("BUILD_WORKSPACE_DIRECTORY"); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(Path(name), text).ok());
  }
  std::string Plan() const { return "--plan=" + Path("plan.json"); }

  std::filesystem::path folder_;
};

TEST_F(App, HelpIsTheAcceptedOne) {
  for (const char* command : {"", "gate", "smoke", "accept", "compare", "bisect", "report", "explain", "rename", "log",
                              "calibrate", "selftest", "doctor", "layout", "help"}) {
    std::vector<std::string> args = {"--help"};
    if (*command != '\0') args.insert(args.begin(), command);
    const Ended ended = Pawl(args);
    EXPECT_EQ(ended.code, kExitOk);
    EXPECT_THAT(ended.err, IsEmpty());
    ExpectGolden(ended.out, std::string("help") + (*command == '\0' ? "" : "_") + command + ".txt");
  }
}

// The words that a shell makes of a line in which only single quotes are used.
std::vector<std::string> ShellWords(const std::string& line) {
  std::vector<std::string> words = {""};
  bool quoted = false;
  for (char c : line) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// The options that the rule puts in front of a user's, without which the command can't run.
std::vector<std::string> GivenByTheRule(const std::string& command) {
  if (command == "selftest") return {"--healthy=h", "--counter=c", "--planted=d=b"};
  if (command == "gate" || command == "smoke" || command == "accept" || command == "calibrate") return {"--plan=p"};
  return {};
}

TEST_F(App, EveryCommandHasAnExampleThatParses) {
  const std::string all = Pawl({"--help"}).out;
  std::istringstream lines(all.substr(all.find("Subcommands:\n") + 13));
  int commands = 0;
  for (std::string line; std::getline(lines, line) && !line.empty();) {
    const std::string command = line.substr(2, line.find(' ', 2) - 2);
    SCOPED_TRACE(command);
    ++commands;
    const std::string help = Pawl({command, "--help"}).out;
    const size_t at = help.find("\nExample: bazel ");
    ASSERT_NE(at, std::string::npos) << help;
    const std::string example = help.substr(at + 10, help.find('\n', at + 1) - at - 10);
    const size_t dashes = example.find(" -- ");
    std::vector<std::string> words;
    if (dashes != std::string::npos) words = ShellWords(example.substr(dashes + 4));
    if (example.find("//tools/cli:pawl ") == std::string::npos) {
      const std::vector<std::string> given = GivenByTheRule(command);
      words.insert(words.begin(), given.begin(), given.end());
      words.insert(words.begin(), command);
    }
    EXPECT_EQ(words.front(), command) << example;
    EXPECT_EQ(CheckCommandLine(words), absl::OkStatus()) << example;
    words.emplace_back("--bogus");
    EXPECT_FALSE(CheckCommandLine(words).ok()) << "an example with a typo would be noticed";
  }
  EXPECT_GE(commands, 11);
}

TEST_F(App, TheTableOfExitCodesIsTheAcceptedOne) {
  const Ended ended = Pawl({"help", "exit-codes"});
  EXPECT_EQ(ended.code, kExitOk);
  ExpectGolden(ended.out, "exit_codes.txt");
}

TEST_F(App, ATypoInACommandOrOptionNamesTheNearest) {
  const auto meant = [](const std::vector<std::string>& args) {
    const Ended ended = Pawl(args);
    EXPECT_EQ(ended.code, kExitUsage);
    EXPECT_THAT(ended.out, IsEmpty());
    return ended.err;
  };
  EXPECT_THAT(meant({"gat"}), HasSubstr("Did you mean `pawl gate`?"));
  EXPECT_THAT(meant({"gat", "--plan=p"}), HasSubstr("Did you mean `pawl gate`?"));
  EXPECT_THAT(meant({"help", "exit-code"}), HasSubstr("Did you mean `pawl help exit-codes`?"));
  EXPECT_THAT(meant({"gate", "--plan", "p", "--filtre=x"}), HasSubstr("Did you mean `pawl gate --filter`?"));
  EXPECT_THAT(meant({"accept", "--pln=p"}), HasSubstr("Did you mean `pawl accept --plan`?"));
  EXPECT_THAT(meant({"gate", "--plan=p", "--confg=x"}), HasSubstr("Did you mean `pawl gate --config`?"));
  EXPECT_THAT(meant({"help", "configration"}), HasSubstr("Did you mean `pawl help configuration`?"));
  EXPECT_THAT(meant({"frobnicate"}), Not(HasSubstr("Did you mean")));
}

TEST_F(App, WhatIsIncompleteOrUnknownIsAUsageErrorThatSaysWhereToLook) {
  for (const std::vector<std::string>& args : std::vector<std::vector<std::string>>{{},
                                                                                    {"gate"},
                                                                                    {"smoke"},
                                                                                    {"accept"},
                                                                                    {"explain"},
                                                                                    {"help"},
                                                                                    {"gate", "--plan=p", "--bogus"},
                                                                                    {"gate", "--plan=p", "--seed=many"},
                                                                                    {"gate", "--plan=p", "extra"},
                                                                                    {"explain", "a", "b", "c"},
                                                                                    {"--bogus"}}) {
    const Ended ended = Pawl(args);
    EXPECT_EQ(ended.code, kExitUsage) << ::testing::PrintToString(args);
    EXPECT_THAT(ended.err, AllOf(StartsWith("pawl: "), HasSubstr("Run `pawl --help`")));
  }
}

TEST_F(App, APlanThatIsMissingOrDamagedIsAnError) {
  Write("damaged.json", "{");
  for (const char* command : {"gate", "smoke", "accept"}) {
    for (const std::string& plan : {std::string("/no/such/plan.json"), Path("damaged.json")}) {
      const Ended ended = Pawl({command, "--plan=" + plan});
      EXPECT_EQ(ended.code, kExitError);
      EXPECT_THAT(ended.err, AllOf(StartsWith("pawl: "), HasSubstr(plan)));
    }
  }
}

TEST_F(App, AGateThatCannotJudgeStillWritesItsViews) {
  const char* xml = std::getenv("XML_OUTPUT_FILE");
  const std::string bazels = xml == nullptr ? "" : xml;
  setenv("XML_OUTPUT_FILE", Path("test.xml").c_str(), 1);
  const Ended ended = Pawl({"gate", Plan(), "--result=" + Path("result.json"), "--seed=7"});
  setenv("XML_OUTPUT_FILE", bazels.c_str(), 1);
  EXPECT_EQ(ended.code, kExitUsage) << "a typo in a claim";
  EXPECT_THAT(ended.out, AllOf(StartsWith("error  //benches:x_perf\n"), HasSubstr("did you mean \"allocations\"?")));
  EXPECT_THAT(ReadFile(Path("test.xml")).value_or(""), HasSubstr("errors=\"1\""));
  const auto result = ResultFromJson(ReadFile(Path("result.json")).value_or(""), "result.json");
  ASSERT_TRUE(result.ok()) << result.status().message();
  EXPECT_EQ(result->seed, 7u);
  EXPECT_EQ(result->ExitCode(), ended.code);
}

// Sets an environment variable for a scope.
class Says {
 public:
  Says(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Says() { before_ ? setenv(name_, before_->c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> before_;
};

TEST_F(App, AnOptionThatNobodyTypedSaysWhoSetIt) {
  const Says plan("PAWL_SMOKE_PLAN", "/no/such/plan.json");
  const Ended ended = Pawl({"smoke"});
  EXPECT_EQ(ended.code, kExitError) << "the plan is read, and is not there";
  EXPECT_THAT(ended.err, AllOf(StartsWith("pawl: --plan is set by PAWL_SMOKE_PLAN\n"), HasSubstr("no/such/plan.json")));
  const Says many("PAWL_GATE_SEED", "many");
  const Ended wrong = Pawl({"gate", Plan()});
  EXPECT_EQ(wrong.code, kExitUsage);
  EXPECT_THAT(wrong.err, AllOf(StartsWith("pawl: "), HasSubstr("many (--seed was set by PAWL_GATE_SEED)\n")));
}

TEST_F(App, AFileOfOptionsWithATypoStopsEveryCommand) {
  Write("options.toml", "[gate]\nsede = 7\n");
  for (const char* command : {"gate", "smoke", "help"}) {
    const Ended ended = Pawl({command, "--config=" + Path("options.toml")});
    EXPECT_EQ(ended.code, kExitUsage);
    EXPECT_THAT(ended.err, HasSubstr("options.toml:2: gate.sede is no option; did you mean gate.seed?"));
  }
  EXPECT_EQ(Pawl({"gate", "--config"}).code, kExitUsage);
}

TEST_F(App, AVariableThatSetsNothingIsAWarningAndNoFailure) {
  const Says typo("PAWL_GATE_SEDE", "7");
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(pawl::Run({"help", "configuration"}, out, err), kExitOk);
  EXPECT_EQ(err.str(),
            "pawl: warning: PAWL_GATE_SEDE in the environment sets no option; did you mean PAWL_GATE_SEED?\n");
  EXPECT_THAT(out.str(), HasSubstr("gate --seed "));
}

TEST_F(App, AGateLeavesItsArtefactsUnderStableNames) {
  std::filesystem::create_directories(folder_ / "outputs");
  const Says outputs("TEST_UNDECLARED_OUTPUTS_DIR", Path("outputs"));
  const Says xml("XML_OUTPUT_FILE", Path("test.xml"));
  const Ended ended = Pawl({"gate", Plan()});
  EXPECT_EQ(ReadFile(Path("outputs/summary.txt")).value_or(""), ended.out);
  EXPECT_THAT(ended.out, Not(HasSubstr("ended before it had a result")));
  EXPECT_TRUE(ResultFromJson(ReadFile(Path("outputs/result.json")).value_or(""), "result.json").ok());
  EXPECT_THAT(ReadFile(Path("outputs/report.html")).value_or(""), HasSubstr("//benches:x_perf"));
  EXPECT_TRUE(std::filesystem::exists(Path("test.xml")));
}

TEST_F(App, AGateThatEndsEarlyLeavesAResultThatFails) {
  std::filesystem::create_directories(folder_ / "outputs");
  const Says outputs("TEST_UNDECLARED_OUTPUTS_DIR", Path("outputs"));
  EXPECT_NE(Pawl({"gate", Plan(), "--against=/no/such/binary"}).code, kExitOk);
  const absl::StatusOr<Result> left = ResultFromJson(ReadFile(Path("outputs/result.json")).value_or(""), "result.json");
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(left->target, "//benches:x_perf");
  EXPECT_THAT(left->errors, ElementsAre(HasSubstr("ended before it had a result")));
  EXPECT_EQ(left->ExitCode(), kExitError);
}

TEST_F(App, ASecondAttemptLeavesTheResultOfTheFirst) {
  Write("test_attempts/attempt_1.log", "regressed");
  Write("outputs/result.json", "of the first");
  const Says xml("XML_OUTPUT_FILE", Path("test.xml"));
  const Says outputs("TEST_UNDECLARED_OUTPUTS_DIR", Path("outputs"));
  EXPECT_EQ(Pawl({"gate", Plan()}).code, kExitError);
  EXPECT_EQ(ReadFile(Path("outputs/result.json")).value_or(""), "of the first");
  EXPECT_FALSE(std::filesystem::exists(Path("outputs/summary.txt")));
}

TEST_F(App, ASecondAttemptFailsAndNamesTheFirst) {
  Write("test_attempts/attempt_1.log", "regressed");
  const Says xml("XML_OUTPUT_FILE", Path("test.xml"));
  const Says outputs("TEST_UNDECLARED_OUTPUTS_DIR", "");  // a `pawl report --from=bazel-testlogs` would find it there
  const Ended ended = Pawl({"gate", Plan()});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("an attempt before this one failed"), HasSubstr("attempt_1.log")));
  EXPECT_THAT(ReadFile(Path("test.xml")).value_or(""), HasSubstr("errors=\"1\""));
}

TEST_F(App, AGateTellsBazelThatItUnderstandsShards) {
  const Says status("TEST_SHARD_STATUS_FILE", Path("test.shard"));
  const Says total("TEST_TOTAL_SHARDS", "2");
  const Says index("TEST_SHARD_INDEX", "1");
  Pawl({"gate", Plan(), "--result=" + Path("result.json")});
  EXPECT_TRUE(std::filesystem::exists(Path("test.shard")));
  const Says wrong("TEST_SHARD_INDEX", "2");
  EXPECT_EQ(Pawl({"gate", Plan()}).code, kExitError);
}

TEST_F(App, AResultThatCannotBeWrittenIsAnError) {
  const Ended ended = Pawl({"gate", Plan(), "--result=/no/such/folder/result.json"});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("cannot write /no/such/folder/result.json"));
}

TEST_F(App, AcceptAndReportOutsideBazelRunSayHowToRunThem) {
  for (const char* workspace : {"", "unset"}) {
    setenv("BUILD_WORKSPACE_DIRECTORY", workspace, 1);
    if (*workspace != '\0') unsetenv("BUILD_WORKSPACE_DIRECTORY");
    const Ended accept = Pawl({"accept", Plan()});
    EXPECT_EQ(accept.code, kExitUsage);
    EXPECT_THAT(accept.err, HasSubstr("run it as `bazel run //benches:x_perf.accept`"));
    const Ended report = Pawl({"report"});
    EXPECT_EQ(report.code, kExitUsage);
    EXPECT_THAT(report.err, HasSubstr("run it as `bazel run //:report`"));
    const Ended explain = Pawl({"explain", kTestCase});
    EXPECT_EQ(explain.code, kExitUsage);
    EXPECT_THAT(explain.err, HasSubstr("--results"));
    const Ended rename = Pawl({"rename", "a", "b"});
    EXPECT_EQ(rename.code, kExitUsage);
    EXPECT_THAT(rename.err, HasSubstr("run it as `bazel run //tools/cli:pawl -- rename 'a' 'b'`"));
    const Ended log = Pawl({"log", kTestCase});
    EXPECT_EQ(log.code, kExitUsage);
    EXPECT_THAT(log.err, HasSubstr("run it as `bazel run"));
  }
}

TEST_F(App, AcceptChecksItsOptionsBeforeItMeasures) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  const Ended ended = Pawl({"accept", Plan(), "--metric=alocations"});
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("did you mean allocations?"));
  EXPECT_EQ(Pawl({"accept", Plan(), "--case=("}).code, kExitUsage);
}

TEST_F(App, AcceptNeverReplacesADamagedFile) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  Write("baselines/x_perf.json", "{\"schema\": 1, damaged");
  for (const char* part : {"--case=x", "--reason=it is new"}) {
    const Ended ended = Pawl({"accept", Plan(), part});
    EXPECT_EQ(ended.code, kExitError);
    EXPECT_THAT(ended.err, HasSubstr("baselines/x_perf.json:1: not valid JSON"));
  }
  EXPECT_EQ(ReadFile(Path("baselines/x_perf.json")).value_or(""), "{\"schema\": 1, damaged");
}

TEST_F(App, AcceptNeverReplacesAFileOfANewerPawl) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  Write("baselines/x_perf.json", "{\"schema\": 3, \"records\": []}");
  const Ended ended = Pawl({"accept", Plan()});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("update this checkout"));
}

TEST_F(App, AcceptPinsTheStoredBaselineAsAnchorWithoutMeasuring) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  const Ended nothing = Pawl({"accept", Plan(), "--anchor"});
  EXPECT_EQ(nothing.code, kExitError);
  EXPECT_THAT(nothing.err,
              HasSubstr("there is no stored baseline to pin; first run: bazel run //benches:x_perf.accept"));
  const std::string stored =
      "{\"schema\": 2, \"target\": \"//benches:x_perf\", \"records\": [\n"
      "{\"case\":\"x\",\"metric\":\"allocations\",\"value\":1,\"source\":\"c0ffee\",\"key\":\"k\"}\n]}\n";
  Write("baselines/x_perf.json", stored);
  const Ended pinned = Pawl({"accept", Plan(), "--anchor"});
  EXPECT_EQ(pinned.code, kExitOk) << pinned.err;
  EXPECT_THAT(pinned.out, StartsWith("Pinned 1 records in baselines/x_perf.anchor.json."));
  EXPECT_EQ(ReadFile(Path("baselines/x_perf.anchor.json")).value_or(""), stored);
  EXPECT_EQ(Pawl({"accept", Plan(), "--anchor", "--case=y"}).code, kExitUsage);
  EXPECT_EQ(Pawl({"accept", Plan(), "--anchor", "--reason=because"}).code, kExitUsage);
}

TEST_F(App, AcceptWritesNothingIfAClaimOrTheRunFails) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  const Ended typo = Pawl({"accept", Plan()});
  EXPECT_EQ(typo.code, kExitUsage);
  EXPECT_THAT(typo.err, HasSubstr("did you mean \"allocations\"?"));
  nlohmann::json plan = nlohmann::json::parse(ReadFile(Path("plan.json")).value_or(""));
  plan["claims"] = nlohmann::json::object();
  Write("plan.json", plan.dump());
  const Ended ended = Pawl({"accept", Plan()});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("nothing was written"));
  EXPECT_FALSE(std::filesystem::exists(Path("baselines/x_perf.json")));
}

TEST_F(App, ExplainDescribesEveryRowOfTheCaseWithItsLimitsPlace) {
  Write("a/result.json", ToJson(EveryVerdict()));
  Write("b/other.json", "not ours");
  const Ended ended = Pawl({"explain", kTestCase, "--results=" + folder_.string()});
  EXPECT_EQ(ended.code, kExitOk);
  ExpectGolden(ended.out, "explain.txt");
}

TEST_F(App, ExplainLooksIntoTheWorkSpacesTestLogs) {
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  Write("bazel-testlogs/benches/x_perf/test.outputs/result.json", ToJson(EveryVerdict()));
  EXPECT_EQ(Pawl({"explain", kTestCase}).code, kExitOk);
}

TEST_F(App, ExplainShowsTheGoodResultAndFailsForADamagedOne) {
  Write("a/result.json", ToJson(EveryVerdict()));
  Write("b/result.json", "{\"schema\": 1");
  const Ended ended = Pawl({"explain", kTestCase, "--results=" + folder_.string()});
  EXPECT_EQ(ended.code, kExitError) << "the damaged one may have been the newest";
  EXPECT_THAT(ended.out, HasSubstr("regressed  x/Y/impl:optimized/n:1  time_ratio"));
  EXPECT_THAT(ended.err, HasSubstr("skipped: " + Path("b/result.json") + ": not a result of Pawl, or damaged"));
}

TEST_F(App, ExplainOfOnePerfTestLeavesOutTheSameCaseOfAnother) {
  Result other = EveryVerdict();
  other.target = "//benches:y_perf";
  Write("a/result.json", ToJson(EveryVerdict()));
  Write("b/result.json", ToJson(other));
  const std::string results = "--results=" + folder_.string();
  const Ended one = Pawl({"explain", "//benches:x_perf", kTestCase, results});
  EXPECT_EQ(one.code, kExitOk) << one.err;
  ExpectGolden(one.out, "explain.txt");
  EXPECT_THAT(Pawl({"explain", kTestCase, results}).out, HasSubstr("bazel test //benches:y_perf"));
}

TEST_F(App, ExplainOfAnUnknownTargetOrOfACaseThatItLacksNamesTheNearest) {
  Result other = EveryVerdict();
  other.target = "//other:y_perf";
  for (Row& row : other.rows) row.case_name = "y/Z/n:1";
  Write("a/result.json", ToJson(EveryVerdict()));
  Write("b/result.json", ToJson(other));
  const std::string results = "--results=" + folder_.string();
  const Ended target = Pawl({"explain", "//benches:x_prf", kTestCase, results});
  EXPECT_EQ(target.code, kExitUsage);
  EXPECT_THAT(target.err, HasSubstr("is of //benches:x_prf; did you mean //benches:x_perf?"));
  const Ended no_case = Pawl({"explain", "//other:y_perf", "y/Z/n:2", results});
  EXPECT_EQ(no_case.code, kExitUsage);
  EXPECT_THAT(no_case.err, HasSubstr("has the case y/Z/n:2; did you mean y/Z/n:1?"));
  const Ended elsewhere = Pawl({"explain", "//other:y_perf", kTestCase, results});
  EXPECT_EQ(elsewhere.code, kExitUsage) << "the case is another perf_test's";
  EXPECT_THAT(elsewhere.err, HasSubstr("no result of //other:y_perf under "));
}

TEST_F(App, ExplainOfAnUnknownCaseNamesTheNearest) {
  Write("a/result.json", ToJson(EveryVerdict()));
  const Ended ended = Pawl({"explain", "x/Y/impl:optimized/n:2", "--results=" + folder_.string()});
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("did you mean x/Y/impl:optimized/n:1?"));
  EXPECT_EQ(Pawl({"explain", "x", "--results=/no/such/folder"}).code, kExitUsage);
}

}  // namespace
}  // namespace pawl
