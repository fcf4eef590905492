// `pawl explain --against=BINARY` with the real heaptrack and valgrind on //tools/runner:planted_bench.
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/app.h"
#include "tools/cli/files.h"
#include "tools/model/profile.h"
#include "tools/model/result.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBench[] = "tools/runner/planted_bench";
constexpr char kSeven[] = "planted/SevenBlocks/impl:baseline/start_up:0";
constexpr char kTarget[] = "//benches:planted_perf";

struct Ended {
  int code;
  std::string out;
  std::string err;
};

// A gate has found nine allocations where the other build has seven.
class ExplainProgram : public ::testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(PAWL_SANITIZED)
    GTEST_SKIP() << "no heaptrack beside a sanitizer";
#endif
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "now");
    path_ = std::getenv("PATH");
    setenv("PATH", ("/usr/bin:" + path_).c_str(), 1);
    Gate(kSeven);
  }
  void TearDown() override {
    if (!path_.empty()) setenv("PATH", path_.c_str(), 1);
  }

  void Gate(const std::string& case_name) {
    case_name_ = case_name;
    Result result;
    result.target = kTarget;
    Row row;
    row.case_name = case_name;
    row.comparison = "allocations";
    row.verdict = Verdict::kRegressed;
    result.rows = {row};
    Write("now/result.json", ToJson(result));
    const Profile heap{case_name, "allocations", Heaptrack(), 9, {{{"main", "Planted()"}, 9}}, ""};
    const Profile instructions{case_name, "instructions", Callgrind(), 5e6, {{{"Planted()"}, 5e6}}, ""};
    Write("now/profiles.json", ToJson(Profiles{kTarget, "contender", {heap, instructions}, {}}));
  }
  // Another version is never compared, so the test speaks of the installed one.
  static std::string Heaptrack() { return VersionOf("heaptrack"); }
  static std::string Callgrind() {
    const std::string version = VersionOf("valgrind");  // "valgrind-3.19.0"
    return "callgrind " + version.substr(version.find('-') + 1);
  }
  static std::string VersionOf(const std::string& instrument) {
    FILE* pipe = popen(("/usr/bin/" + instrument + " --version").c_str(), "r");
    char line[64] = "";
    if (pipe != nullptr && fgets(line, sizeof(line), pipe) == nullptr) {
      ADD_FAILURE() << "apt-get install " << instrument;
    }
    if (pipe != nullptr) pclose(pipe);
    const std::string version = line;
    return version.substr(0, version.find('\n'));
  }
  void Write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(WriteFile(folder_ / name, text).ok());
  }
  std::string Script(const std::string& name, const std::string& text) const {
    Write(name, text);
    fs::permissions(folder_ / name, fs::perms::owner_all);
    return folder_ / name;
  }
  Ended Explain(const std::string& against, std::vector<std::string> options = {}) const {
    options.insert(options.begin(),
                   {"explain", case_name_, "--results=" + (folder_ / "now").string(), "--against=" + against});
    std::ostringstream out;
    std::ostringstream err;
    const int code = pawl::Run(options, out, err);
    return {code, out.str(), err.str()};
  }

  fs::path folder_;
  std::string path_;
  std::string case_name_;
};

TEST_F(ExplainProgram, NamesThePlantedSiteFirst) {
  const Ended ended = Explain(kBench, {"--all"});
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr(kBench), HasSubstr("allocations per iteration"), HasSubstr("7 -> 9"),
                    HasSubstr("Planted()"), HasSubstr("instructions per iteration"), Not(HasSubstr("not compared"))));
}

TEST_F(ExplainProgram, WithoutHeaptrackSaysSoAndStillComparesInstructions) {
  setenv("PATH", folder_.c_str(), 1);
  Script("valgrind", "#!/bin/sh\nPATH=/usr/bin:/bin exec /usr/bin/valgrind \"$@\"\n");  // itself a script
  const Ended ended = Explain(kBench);
  EXPECT_EQ(ended.code, kExitOk) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("apt-get install heaptrack"));
}

TEST_F(ExplainProgram, WithoutAnyInstrumentIsAnErrorWithBothRemedies) {
  setenv("PATH", folder_.c_str(), 1);
  const Ended ended = Explain(kBench);
  EXPECT_EQ(ended.code, kExitError);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(std::string(kBench) + ": gives no profile of"),
                               HasSubstr("apt-get install heaptrack"), HasSubstr("apt-get install valgrind")));
  EXPECT_THAT(ended.out, HasSubstr("not compared: --against gives no profiles"));
}

TEST_F(ExplainProgram, WhoseCaseCrashesIsAnErrorWithTheSignal) {
  Gate("Segfaults");
  const Ended ended = Explain(kBench);
  EXPECT_EQ(ended.code, kExitError) << ended.out;
  EXPECT_THAT(ended.err, AllOf(HasSubstr(kBench), HasSubstr("SIGSEGV")));
}

TEST_F(ExplainProgram, ThatLacksTheCaseIsAUsageErrorWithTheNearest) {
  Gate("planted/SevenBlocks/impl:baseline/start_up:9");
  const Ended ended = Explain(kBench);
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, AllOf(HasSubstr(std::string(kBench) + ": has no case planted/SevenBlocks"),
                               HasSubstr("it has planted/SevenBlocks/impl:baseline/start_up:0")));
}

TEST_F(ExplainProgram, ThatIsNoWorkerIsAUsageError) {
  const Ended ended = Explain("/bin/true");
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, AllOf(HasSubstr("/bin/true: is no benchmark binary"), HasSubstr("did not greet")));
}

TEST_F(ExplainProgram, ThatMayNotBeExecutedOrIsCutOffIsAUsageError) {
  Write("bench", std::string("\x7f") + "ELF");
  const std::string bench = folder_ / "bench";
  EXPECT_THAT(Explain(bench).err, HasSubstr("chmod u+x " + bench));
  fs::permissions(bench, fs::perms::owner_all);
  const Ended ended = Explain(bench);
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr(bench + ": is no benchmark binary that runs here"));
}

TEST_F(ExplainProgram, BehindAScriptIsAskedForInstead) {
  const Ended ended = Explain(Script("script", "#!/bin/sh\n"));
  EXPECT_EQ(ended.code, kExitUsage);
  EXPECT_THAT(ended.err, HasSubstr("is a script"));
}

}  // namespace
}  // namespace pawl
