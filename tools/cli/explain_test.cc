// What `pawl explain` says of stored profiles. Profiles are of real stacks, as heaptrack and callgrind give them.
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/cli/golden.h"
#include "tools/cli/profile_store.h"
#include "tools/cli/test_result.h"
#include "tools/cli/zip_writing.h"
#include "tools/model/profile.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kHeaptrack[] = "heaptrack 1.4.0";
constexpr char kParse[] = "image::Parse(image::Flags&, char const*)";
constexpr char kPlanted[] = "image::(anonymous namespace)::Quoted(std::vector<> const&)";

struct Ended {
  int code;
  std::string out;
  std::string err;
};

std::vector<std::string> Under(std::vector<std::string> frames) {
  const std::vector<std::string> outer = {"main", "benchmark::RunSpecifiedBenchmarks(benchmark::BenchmarkReporter*)",
                                          "benchmark::internal::BenchmarkInstance::Run(unsigned long)",
                                          "image::CommandLine(benchmark::State&)"};
  frames.insert(frames.begin(), outer.begin(), outer.end());
  return frames;
}

Profile OfCase(const std::string& metric, const std::string& instrument, double total, std::vector<StackCost> stacks) {
  return {kTestCase, metric, instrument, total, std::move(stacks), ""};
}

Profiles Accepted() {
  return {"//benches:x_perf",
          "accepted",
          {OfCase("allocations", kHeaptrack, 3.5,
                  {{Under({kParse, "void std::vector<>::_M_realloc_insert<>(std::string&&)"}), 2},
                   {Under({"image::Names()", "std::__cxx11::basic_string<>::reserve(unsigned long)"}), 1.25}}),
           OfCase("peak_bytes", kHeaptrack, 4096,
                  {{Under({kParse, "void std::vector<>::_M_realloc_insert<>(std::string&&)"}), 4096}}),
           OfCase("instructions", "callgrind 3.19.0", 1200,
                  {{{kParse}, 700}, {{"__memcpy_avx_unaligned_erms"}, 400}, {{"image::Names()"}, 90}})},
          {}};
}

Profiles Contender() {
  return {
      "//benches:x_perf",
      "contender",
      {OfCase("allocations", kHeaptrack, 5.5,
              {{Under({kParse, "void std::vector<>::_M_realloc_insert<>(std::string&&)"}), 2},
               {Under({kParse, kPlanted, "std::__cxx11::basic_string<>::_M_create(unsigned long&, unsigned long)"}), 3},
               {Under({"image::Names()", "strdup"}), 0.25}}),
       OfCase("peak_bytes", kHeaptrack, 4288,
              {{Under({kParse, "void std::vector<>::_M_realloc_insert<>(std::string&&)"}), 4096},
               {Under({kParse, kPlanted, "std::__cxx11::basic_string<>::_M_create(unsigned long&, unsigned long)"}),
                192}}),
       OfCase("instructions", "callgrind 3.19.0", 1900,
              {{{kPlanted}, 800}, {{kParse}, 600}, {{"__memcpy_avx_unaligned_erms"}, 490}})},
      {}};
}

Result ResultWith(Verdict verdict, const std::string& comparison) {
  Result result = EmptyResult();
  result.rows = {RowOf(verdict, comparison)};
  return result;
}

class ExplainProfiles : public ::testing::Test {
 protected:
  ExplainProfiles() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    setenv("XDG_CACHE_HOME", Path("cache").c_str(), 1);
    Write("now/result.json", ToJson(ResultWith(Verdict::kRegressed, "allocations")));
  }
  void TearDown() override { unsetenv("BUILD_WORKSPACE_DIRECTORY"); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(Path(name), text).ok());
  }
  // `pawl explain` of the case in now/, with the test's own folder taken out of what it prints.
  Ended Explain(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"explain", kTestCase, "--results=" + Path("now")});
    std::ostringstream out;
    std::ostringstream err;
    const int code = pawl::Run(options, out, err);
    EXPECT_TRUE(err.str().empty() || code != kExitOk) << "no path that printed an error returns 0: " << err.str();
    return {code, WithoutFolder(out.str()), WithoutFolder(err.str())};
  }
  std::string WithoutFolder(std::string text) const {
    const std::string folder = folder_.string() + "/";
    for (size_t at; (at = text.find(folder)) != std::string::npos;) text.erase(at, folder.size());
    return text;
  }
  // What follows the rows.
  static std::string Profiled(const Ended& ended) { return ended.out.substr(ended.out.find("\n\n") + 2); }

  std::filesystem::path folder_;
};

TEST_F(ExplainProfiles, OfAHeapRegressionNameThePlantedCallSiteFirst) {
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", ToJson(Accepted()));
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  ExpectGolden(Profiled(ended), "explain_heap.txt");
}

TEST_F(ExplainProfiles, OfASizeSayWhatDecidesItAndNotToRunItAgain) {
  for (const auto& [metric, tool] :
       {std::pair("binary_size", "nm --size-sort"), std::pair("sizeof", "record-layouts")}) {
    Result result = ResultWith(Verdict::kRegressed, metric);
    result.evidence.cases.emplace_back().case_name = kTestCase;
    result.evidence.cases.back().size = SizeEvidence{metric, 65};
    Write("now/result.json", ToJson(result));
    const Ended ended = Explain();
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    EXPECT_THAT(Profiled(ended), AllOf(HasSubstr("decide it, nothing that runs"), HasSubstr(tool)));
    EXPECT_THAT(Profiled(ended), Not(AnyOf(HasSubstr("call sites"), HasSubstr("again"))));
    const Ended against = Explain({"--against=" + Path("now")});
    EXPECT_EQ(against.code, kExitError);
    EXPECT_THAT(against.err,
                StartsWith("pawl: --against=now was not compared with x/Y/impl:optimized/n:1: a size has no profile"));
  }
}

TEST_F(ExplainProfiles, OfAnInstructionChangeListFunctionsByTheirChange) {
  Write("now/result.json", ToJson(ResultWith(Verdict::kRegressed, "instructions")));
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", ToJson(Accepted()));
  ExpectGolden(Profiled(Explain()), "explain_instructions.txt");
}

// All that Bazel 7 leaves of a test is the archive.
TEST_F(ExplainProfiles, InOutputsZipAreReadLikeThoseInFolders) {
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", ToJson(Accepted()));
  const std::string in_folder = Explain().out;
  Write("zipped/test.outputs/outputs.zip",
        Zipped({{"profiles.json", ToJson(Contender())},
                {"profiles_against.json", ToJson(Accepted())},
                {"result.json", ToJson(ResultWith(Verdict::kRegressed, "allocations"))}}));
  std::filesystem::rename(Path("now"), Path("then"));
  std::filesystem::rename(Path("zipped"), Path("now"));
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_EQ(ended.out, in_folder);
}

TEST_F(ExplainProfiles, ThatAreDamagedInOutputsZipAreNamed) {
  std::filesystem::remove(Path("now/result.json"));
  Write("now/outputs.zip",
        Zipped({{"profiles.json", "{"}, {"result.json", ToJson(ResultWith(Verdict::kRegressed, "allocations"))}}));
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, StartsWith("pawl: skipped: now/outputs.zip (entry profiles.json): not a file of profiles"));
  EXPECT_THAT(Profiled(ended), StartsWith("no call sites"));
}

TEST_F(ExplainProfiles, WithoutAnotherSideAreListedAndSayHowToGetOne) {
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  Write("now/profiles.json", ToJson(Contender()));
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  ExpectGolden(Profiled(ended), "explain_one_sided.txt");
}

TEST_F(ExplainProfiles, OfOtherInstrumentsAreNotCompared) {
  Profiles contender = Contender();
  for (Profile& profile : contender.profiles) {
    if (profile.instrument == kHeaptrack) profile.instrument = "heaptrack 1.5.0";
  }
  Write("now/profiles.json", ToJson(contender));
  Write("now/profiles_against.json", ToJson(Accepted()));
  ExpectGolden(Profiled(Explain({"--all"})), "explain_incomparable.txt");
}

TEST_F(ExplainProfiles, ThatAreMissingSayWhy) {
  Profiles contender = Contender();
  contender.profiles.resize(0);
  contender.missing = {{kTestCase, "heaptrack", "heaptrack is not installed: apt-get install heaptrack"},
                       {"x/other", "callgrind", "of another case"}};
  Write("now/profiles.json", ToJson(contender));
  Write("now/profiles_against.json", ToJson(Accepted()));
  ExpectGolden(Profiled(Explain()), "explain_missing.txt");
}

TEST_F(ExplainProfiles, OfAGateThatSuspectedNothingSayHowToGetThem) {
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(Profiled(ended), AllOf(StartsWith("no call sites: this gate left no profile of the case"),
                                     HasSubstr("bazel test //benches:x_perf --test_filter=")));
}

TEST_F(ExplainProfiles, ThatAreMissingMakeAComparisonThatWasAskedForAnError) {
  Write("other/profiles.json", ToJson(Accepted()));
  Write("build", std::string("\x7f") + "ELF");
  for (const std::string place : {"other", "build"}) {
    const Ended ended = Explain({"--against=" + Path(place)});
    EXPECT_EQ(ended.code, kExitError) << place;
    EXPECT_EQ(ended.err, "pawl: --against=" + place + " was not compared with " + kTestCase +
                             ": there is no profiles.json beside its result\n");
    EXPECT_THAT(Profiled(ended), StartsWith("no call sites")) << "the way out";
  }
}

TEST_F(ExplainProfiles, OfAllMetricsAreShownWhereEveryRowIsOk) {
  Write("now/result.json", ToJson(ResultWith(Verdict::kOk, "allocations")));
  Write("now/profiles.json", ToJson(Contender()));
  EXPECT_THAT(Explain().out, AllOf(HasSubstr("allocations per iteration"), HasSubstr("instructions per iteration")));
  Write("now/result.json", ToJson(ResultWith(Verdict::kRegressed, "anchor:peak_bytes")));
  EXPECT_THAT(Explain().out, AllOf(HasSubstr("allocations per iteration"), Not(HasSubstr("instructions per"))));
  EXPECT_THAT(Explain({"--all"}).out, HasSubstr("instructions per iteration"));
  Write("now/result.json", ToJson(ResultWith(Verdict::kRegressed, "claim:time <= 0.5 * baseline")));
  EXPECT_THAT(Explain().out, AllOf(HasSubstr("instructions per iteration"), Not(HasSubstr("allocations per"))));
}

TEST_F(ExplainProfiles, ThatAnswerAnotherQuestionAreBetterThanNothing) {
  Profiles heap = Contender();
  heap.profiles.resize(2);
  Write("now/profiles.json", ToJson(heap));
  Write("now/result.json", ToJson(ResultWith(Verdict::kUnstable, "time_ratio")));
  EXPECT_THAT(Explain().out, HasSubstr("allocations per iteration"));
}

TEST_F(ExplainProfiles, AreComparedWithArtefactsOfAnotherMachine) {
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", ToJson(Contender()));
  Profiles theirs = Accepted();
  theirs.side = "contender";
  Write("theirs/test.outputs/profiles.json", ToJson(theirs));
  for (const char* place : {"theirs", "theirs/test.outputs/profiles.json"}) {
    const Ended ended = Explain({"--against=" + Path(place)});
    EXPECT_EQ(ended.code, kExitOk) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr(std::string(place) + " -> contender: 3.5 -> 5.5"));
  }
}

TEST_F(ExplainProfiles, AreComparedWithWhatWasAcceptedHereIfTheGateHadNothing) {
  Write("now/profiles.json", ToJson(Contender()));
  EXPECT_THAT(Explain().out, HasSubstr("\nnot compared: "));
  ASSERT_TRUE(WriteAcceptedProfiles(Accepted(), /*build_key=*/"").ok());
  EXPECT_THAT(Explain().out, AllOf(HasSubstr("accepted -> contender: 3.5 -> 5.5"), Not(HasSubstr("not compared"))));
  ASSERT_TRUE(WriteFile(*AcceptedProfilesPath("//benches:x_perf", ""), "{").ok());
  const Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("cache/pawl/profiles/"), HasSubstr("not a file of profiles")));
  EXPECT_THAT(ended.out, HasSubstr(kPlanted));
}

TEST_F(ExplainProfiles, AgainstWhatIsNotThereIsAUsageErrorAndTheRestIsShown) {
  Write("now/profiles.json", ToJson(Contender()));
  const Ended ended = Explain({"--against=" + Path("nowhere")});
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("nowhere"));
  EXPECT_THAT(ended.out, AllOf(HasSubstr(kPlanted), HasSubstr("not compared: --against gives no profiles")));
  Write("nowhere", std::string("\x7f") + "ELF");
  EXPECT_EQ(Explain({"--against=" + Path("nowhere")}).code, kExitUsage) << "a program that cannot run";
}

TEST_F(ExplainProfiles, ThatAreDamagedAreNamedAndTheRestIsShown) {
  Write("now/profiles.json", "{");
  Ended ended = Explain();
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, StartsWith("pawl: now/profiles.json: not a file of profiles"));
  EXPECT_THAT(ended.out, StartsWith("regressed  x/Y/impl:optimized/n:1  allocations"));
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", "{");
  ended = Explain();
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, StartsWith("pawl: now/profiles_against.json: not a file of profiles"));
  EXPECT_THAT(ended.out, HasSubstr(kPlanted));
}

TEST_F(ExplainProfiles, AsJsonAreNothingButJson) {
  Write("now/profiles.json", ToJson(Contender()));
  Write("now/profiles_against.json", ToJson(Accepted()));
  const auto document = nlohmann::json::parse(Explain({"--json"}).out);
  EXPECT_EQ(document[0]["differences"][0]["sites"][0]["function"], kPlanted);
}

TEST_F(ExplainProfiles, AreDrawnWhereAskedOrInTheWorkSpace) {
  Write("now/profiles.json", ToJson(Contender()));
  EXPECT_THAT(Explain().out, Not(HasSubstr("Flame graph"))) << "there is no place for it";
  EXPECT_THAT(Explain({"--html=" + Path("page.html")}).out, HasSubstr("Flame graph: page.html\n"));
  EXPECT_THAT(*ReadFile(Path("page.html")), HasSubstr("not compared"));
  setenv("BUILD_WORKSPACE_DIRECTORY", folder_.c_str(), 1);
  EXPECT_THAT(Explain().out, Not(HasSubstr("Flame graph"))) << "there is nothing to draw";
  Write("now/profiles_against.json", ToJson(Accepted()));
  EXPECT_THAT(Explain().out, HasSubstr("Flame graph: .cache/pawl/explain.html\n"));
  EXPECT_EQ(*ReadFile(Path(".cache/pawl/.gitignore")), "*\n");
  EXPECT_THAT(*ReadFile(Path(".cache/pawl/explain.html")), HasSubstr("image::(anonymous namespace)::Quoted"));
  Write("file", "");
  const Ended ended = Explain({"--html=" + Path("file/page.html")});
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, HasSubstr("file/page.html"));
}

}  // namespace
}  // namespace pawl
