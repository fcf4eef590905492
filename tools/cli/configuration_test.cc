#include "tools/cli/configuration.h"

#include <filesystem>
#include <optional>

#include "CLI/CLI.hpp"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

// A program of two commands.
class Configuration : public ::testing::Test {
 protected:
  Configuration() {
    app_.require_subcommand(1);
    CLI::App* gate = app_.add_subcommand("gate", "");
    gate->add_option("--plan", plan_)->required();
    gate->add_option("--seed", seed_);
    gate->add_option("--strict", strict_)->delimiter(',');
    gate->add_flag("--strict-env", strict_env_);
    gate->add_option("case", case_);
    app_.add_subcommand("log", "")->add_flag("--all", all_);
  }

  absl::StatusOr<Settings> Read(const std::map<std::string, std::string>& environment, const std::string& text = "") {
    return ReadSettings(NamesOfOptions(app_), environment, ".pawl.toml", text);
  }

  CommandLine Completed(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment,
                        const std::string& text = "") {
    const absl::StatusOr<Settings> settings = Read(environment, text);
    EXPECT_TRUE(settings.ok()) << settings.status();
    return settings.ok() ? Complete(app_, words, *settings) : CommandLine();
  }

  // What is wrong with a file.
  std::string Wrong(const std::string& text) {
    const absl::StatusOr<Settings> settings = Read({}, text);
    EXPECT_EQ(settings.status().code(), absl::StatusCode::kInvalidArgument) << text;
    return std::string(settings.status().message());
  }

  void Parse(const CommandLine& line) { app_.parse(std::vector<std::string>(line.words.rbegin(), line.words.rend())); }

  CLI::App app_;
  std::string plan_;
  uint64_t seed_ = 0;
  std::vector<std::string> strict_;
  bool strict_env_ = false;
  std::string case_;
  bool all_ = false;
};

TEST_F(Configuration, TheThreeNamesOfAnOptionFollowFromOneAnother) {
  const std::vector<OptionNames> names = NamesOfOptions(app_);
  ASSERT_EQ(names.size(), 5U) << "neither --help nor a word without a dash is an option";
  EXPECT_EQ(names[3].command, "gate");
  EXPECT_EQ(names[3].flag, "--strict-env");
  EXPECT_EQ(names[3].variable, "PAWL_GATE_STRICT_ENV");
  EXPECT_EQ(names[3].key, "gate.strict-env");
  EXPECT_EQ(names[4].variable, "PAWL_LOG_ALL");
}

TEST_F(Configuration, TheFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  const std::string file = "[gate]\nplan = \"f\"\nseed = 1\nstrict-env = true\n";
  const std::map<std::string, std::string> environment = {{"PAWL_GATE_PLAN", "e"}, {"PAWL_GATE_SEED", "2"}};
  const CommandLine line = Completed({"gate", "--seed", "3"}, environment, file);
  Parse(line);
  EXPECT_EQ(seed_, 3U) << "the flag";
  EXPECT_EQ(plan_, "e") << "the environment";
  EXPECT_TRUE(strict_env_) << "the file";
  EXPECT_THAT(line.sources, ElementsAre(Pair("--plan", "PAWL_GATE_PLAN"), Pair("--strict-env", ".pawl.toml:4")));
}

TEST_F(Configuration, ARequiredOptionMayBeSetAnywhere) {
  Parse(Completed({"gate"}, {}, "gate.plan = \"f\"\n"));
  EXPECT_EQ(plan_, "f");
}

TEST_F(Configuration, OnlyTheCommandThatRunsIsSet) {
  EXPECT_THAT(Completed({"log"}, {{"PAWL_GATE_SEED", "many"}}, "[gate]\nplan = \"f\"\n").words, ElementsAre("log"));
  EXPECT_THAT(Completed({}, {{"PAWL_LOG_ALL", "true"}}).words, IsEmpty());
}

TEST_F(Configuration, AFlagIsSetAndUnsetByItsWord) {
  Parse(Completed({"gate", "--plan=p"}, {{"PAWL_GATE_STRICT_ENV", "false"}}, "[gate]\nstrict-env = true\n"));
  EXPECT_FALSE(strict_env_);
}

TEST_F(Configuration, AListIsSetAsOnTheCommandLineOrAsAListOfTheFile) {
  Parse(Completed({"gate", "--plan=p"}, {{"PAWL_GATE_STRICT", "a,b"}}));
  EXPECT_THAT(strict_, ElementsAre("a", "b"));
  Parse(Completed({"gate", "--plan=p"}, {}, "[gate]\nstrict = [\"c\", \"d\"]\n"));
  EXPECT_THAT(strict_, ElementsAre("c", "d"));
}

TEST_F(Configuration, WhatIsPutInTakesNoWordThatWasTyped) {
  const std::map<std::string, std::string> environment = {{"PAWL_GATE_STRICT", "a"}};
  Parse(Completed({"gate", "--plan=p", "x/Y"}, environment));
  EXPECT_EQ(case_, "x/Y");
  Parse(Completed({"gate", "--plan=p", "--", "--x"}, environment));
  EXPECT_EQ(case_, "--x");
  EXPECT_THAT(strict_, ElementsAre("a"));
  EXPECT_THAT(Completed({"gate", "--plan"}, environment).words, ElementsAre("gate", "--plan"))
      << "or it would be the plan";
}

TEST_F(Configuration, AWrongValueIsBlamedOnWhoSetIt) {
  const CommandLine line = Completed({"gate", "--plan=p"}, {{"PAWL_GATE_SEED", "many"}});
  try {
    Parse(line);
    FAIL() << "many is no number";
  } catch (const CLI::ParseError& error) {
    EXPECT_EQ(BlameSettings(error.what(), line), " (--seed was set by PAWL_GATE_SEED)") << error.what();
  }
  EXPECT_EQ(BlameSettings("--seedling is unknown", line), "");
  const CommandLine flag = Completed({"gate", "--plan=p"}, {}, "[gate]\nstrict-env = \"perhaps\"\n");
  try {
    Parse(flag);
    FAIL() << "perhaps is neither true nor false";
  } catch (const CLI::ParseError& error) {
    EXPECT_THAT(BlameSettings(error.what(), flag), HasSubstr(".pawl.toml:2")) << error.what();
  }
}

TEST_F(Configuration, AnEmptyVariableSetsNothing) {
  EXPECT_THAT(Completed({"gate", "--plan=p"}, {{"PAWL_GATE_SEED", ""}}).words, ElementsAre("gate", "--plan=p"));
}

TEST_F(Configuration, AnUnknownKeyIsAnErrorWithItsLineAndTheNearest) {
  EXPECT_THAT(Wrong("# ours\n[gate]\nplan = \"f\"\nsede = 1\n"),
              StartsWith(".pawl.toml:4: gate.sede is no option; did you mean gate.seed?"));
  EXPECT_THAT(Wrong("[gaet]\nseed = 1\n"), StartsWith(".pawl.toml:2: gaet.seed is no option; did you mean gate.seed?"));
  EXPECT_THAT(Wrong("gate.sede = 1\n"), StartsWith(".pawl.toml:1: gate.sede is no option; did you mean gate.seed?"));
  EXPECT_THAT(Wrong("seed = 1\n"), StartsWith(".pawl.toml:1: seed is no option"));
  EXPECT_THAT(Wrong("all of this\n"), StartsWith(".pawl.toml:1: all of this is no option"));
}

TEST_F(Configuration, WhatWouldBeCutOffOrIsThereTwiceIsAnError) {
  EXPECT_THAT(Wrong("[gate]\nplan = \"a#b\"\n"), StartsWith(".pawl.toml:2: '#' begins a comment even between quotes"));
  EXPECT_THAT(Wrong("[gate]\nplan = \"a\n"), StartsWith(".pawl.toml:2: a quote is never closed"));
  EXPECT_THAT(Wrong("[gate]\nplan = \"\"\n"), StartsWith(".pawl.toml:2: gate.plan has no value"));
  EXPECT_THAT(Wrong("[gate]\nstrict = []\n"), StartsWith(".pawl.toml:2: gate.strict has no value"));
  EXPECT_THAT(Wrong("[gate]\nseed = 1\nplan = \"p\"\nseed = 2\n"), HasSubstr("gate.seed stands there twice"));
}

TEST_F(Configuration, CommentsAndQuotesOfAnyKindAreRead) {
  const auto settings = Read({}, "# it's ours\n[gate]\nplan = 'a \"b\" c'  # it's fine\nseed = 7\n");
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_THAT(settings->by_key.at("gate.plan").values, ElementsAre("a \"b\" c"));
  EXPECT_THAT(settings->by_key.at("gate.seed").values, ElementsAre("7"));
}

TEST_F(Configuration, AVariableThatIsNoOptionIsAWarningWithTheNearest) {
  const auto settings = Read(
      {{"PAWL_GATE_SEDE", "1"}, {"PAWL_X", "1"}, {"PAWLS", "1"}, {"PAWL_RUN_SCRATCH", "/tmp"}, {"PAWL_CONFIG", "x"}});
  ASSERT_TRUE(settings.ok());
  EXPECT_THAT(settings->warnings,
              ElementsAre("PAWL_GATE_SEDE in the environment sets no option; did you mean PAWL_GATE_SEED?",
                          "PAWL_X in the environment sets no option"));
}

TEST_F(Configuration, TheConfigFlagIsTakenFromWhereverItStands) {
  std::vector<std::string> words = {"gate", "--config=f", "x"};
  EXPECT_EQ(TakeConfigFlag(words).value_or(""), "f");
  EXPECT_THAT(words, ElementsAre("gate", "x"));
  words = {"--config", "f", "gate"};
  EXPECT_EQ(TakeConfigFlag(words).value_or(""), "f");
  EXPECT_THAT(words, ElementsAre("gate"));
  words = {"gate", "--", "--config=f"};
  EXPECT_EQ(TakeConfigFlag(words).value_or("none"), "");
  EXPECT_EQ(words.size(), 3U);
  for (const char* nothing : {"--config", "--config="}) {
    words = {"gate", nothing};
    EXPECT_FALSE(TakeConfigFlag(words).ok());
  }
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

TEST_F(Configuration, TheFileIsTheNamedOneOrTheWorkSpaces) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "work_space";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(WriteFile(folder / ".pawl.toml", "[gate]\nseed = 1\n").ok());
  ASSERT_TRUE(WriteFile(folder / "other.toml", "[gate]\nseed = 2\n").ok());
  const auto seed = [&](const std::string& named) {
    const auto settings = ReadSettingsOfThisProcess(NamesOfOptions(app_), named);
    EXPECT_TRUE(settings.ok()) << settings.status();
    return settings.ok() && settings->by_key.contains("gate.seed") ? settings->by_key.at("gate.seed").values[0] : "";
  };
  EXPECT_EQ(seed(""), "") << "there is none beside this test";
  const Says work_space("BUILD_WORKSPACE_DIRECTORY", folder);
  EXPECT_EQ(seed(""), "1");
  {
    const Says variable("PAWL_CONFIG", folder / "other.toml");
    EXPECT_EQ(seed(""), "2");
    EXPECT_EQ(seed(folder / ".pawl.toml"), "1") << "the flag wins";
  }
  const Says working("BUILD_WORKING_DIRECTORY", folder);
  EXPECT_EQ(seed("other.toml"), "2") << "from where the user stands";
  const auto missing = ReadSettingsOfThisProcess(NamesOfOptions(app_), "missing.toml");
  EXPECT_THAT(std::string(missing.status().message()), AllOf(HasSubstr("cannot read"), HasSubstr("missing.toml")));
}

TEST_F(Configuration, TheTableListsEveryOptionAndWhatIsSet) {
  const auto nothing = Read({});
  const std::string table = RenderConfiguration(NamesOfOptions(app_), *nothing);
  EXPECT_THAT(table, HasSubstr("\ngate --strict-env           PAWL_GATE_STRICT_ENV          gate.strict-env\n"));
  const auto set = Read({{"PAWL_GATE_SEED", "7"}}, "[gate]\nstrict = [\"a\", \"b\"]\n");
  EXPECT_EQ(RenderConfiguration(NamesOfOptions(app_), *set),
            table + "\nSet here:\n  gate.seed = 7 (PAWL_GATE_SEED)\n  gate.strict = a, b (.pawl.toml:2)\n");
}

}  // namespace
}  // namespace pawl
