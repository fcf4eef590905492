// The real heaptrack on //tools/runner:planted_bench, and shell scripts in the role of its parts that misbehave.
#include "tools/runner/heaptrack_probe.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kBench[] = "tools/runner/planted_bench";
constexpr char kSeven[] = "planted/SevenBlocks/impl:baseline/start_up:0";
constexpr char kHeaptrack[] = "/usr/bin/heaptrack";  // as tools/setup installs it
constexpr char kLibrary[] = "/usr/lib/heaptrack";

const Profile& Of(const CaseProfiles& profiles, const std::string& metric) {
  static const auto& none = *new Profile();
  for (const Profile& profile : profiles.profiles) {
    if (profile.metric == metric) return profile;
  }
  ADD_FAILURE() << "no profile of " << metric;
  return none;
}

class HeaptrackProbeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "scratch");
    options_ = {.binary = kBench, .scratch = folder_ / "scratch", .search_path = "/usr/bin", .timeout_s = 50};
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
  }

  // Whatever a test did, no process and no file may be left.
  void TearDown() override {
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a process outlives the probe";
    EXPECT_EQ(errno, ECHILD);
    for (const auto& entry : fs::directory_iterator(folder_ / "scratch")) {
      EXPECT_EQ(entry.path().filename(), "shared") << "is left behind";
    }
    fs::remove_all(folder_);
  }

  absl::StatusOr<CaseProfiles> Run(const std::string& case_name = kSeven) {
    return NewHeaptrackProbe(options_)->Run(case_name);
  }

  CaseProfiles Profiled(const std::string& case_name) {
    const absl::StatusOr<CaseProfiles> profiles = Run(case_name);
    EXPECT_EQ(profiles.status(), absl::OkStatus());
    if (!profiles.ok()) return {};
    for (const MissingProfile& missing : profiles->missing) ADD_FAILURE() << missing.reason;
    return *profiles;
  }

  std::string MissingReason(const std::string& case_name = kSeven) {
    const absl::StatusOr<CaseProfiles> profiles = Run(case_name);
    EXPECT_EQ(profiles.status(), absl::OkStatus());
    if (!profiles.ok() || profiles->missing.size() != 1) return "not missing";
    EXPECT_THAT(profiles->profiles, IsEmpty());
    EXPECT_EQ(profiles->missing[0].case_name, case_name);
    EXPECT_EQ(profiles->missing[0].instrument, "heaptrack");
    return profiles->missing[0].reason;
  }

  std::string ErrorOf(const std::string& case_name = kSeven) {
    const absl::StatusOr<CaseProfiles> profiles = Run(case_name);
    EXPECT_FALSE(profiles.ok());
    return std::string(profiles.status().message());
  }

  static void Script(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    fs::remove(path);
    std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }

  // An installation of our own, of the real parts, to replace one of them.
  fs::path Installed() {
    const fs::path root = folder_ / "installed";
    Script(root / "bin/heaptrack", "echo heaptrack 1.4.0");
    fs::create_directories(root / "lib/heaptrack/libexec");
    fs::create_symlink(fs::path(kLibrary) / "libheaptrack_preload.so", root / "lib/heaptrack/libheaptrack_preload.so");
    Script(Interpreter(root), "exec " + std::string(kLibrary) + "/libexec/heaptrack_interpret");
    Script(Print(root), "exec /usr/bin/heaptrack_print \"$@\"");
    options_.search_path = (root / "bin").string();
    return root;
  }
  static fs::path Interpreter(const fs::path& root) { return root / "lib/heaptrack/libexec/heaptrack_interpret"; }
  static fs::path Print(const fs::path& root) { return root / "bin/heaptrack_print"; }

  // The real one can only be tested where it is, and its absence must not look like a success.
  static bool Sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(PAWL_SANITIZED)
    return true;
#else
    EXPECT_TRUE(fs::exists(kHeaptrack)) << "apt-get install heaptrack";
    return false;
#endif
  }

  fs::path folder_;
  HeaptrackOptions options_;
};

TEST_F(HeaptrackProbeTest, SevenAllocationsThreeOfThemTemporaryAreThatWhateverTheStartUp) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  for (const char* name : {kSeven, "planted/SevenBlocks/impl:wordy/start_up:1000"}) {
    const CaseProfiles profiles = Profiled(name);
    ASSERT_THAT(profiles.profiles, SizeIs(4));
    const Profile& allocations = Of(profiles, "allocations");
    EXPECT_EQ(allocations.total, 7) << name;
    EXPECT_EQ(allocations.case_name, name);
    EXPECT_THAT(allocations.instrument, HasSubstr("heaptrack 1."));
    ASSERT_FALSE(allocations.stacks.empty());
    EXPECT_EQ(allocations.stacks[0].frames[0], "main");
    EXPECT_EQ(Of(profiles, "temporary_allocations").total, 3) << name;
    EXPECT_EQ(Of(profiles, "leaked_bytes").total, 0) << name;
    EXPECT_THAT(Of(profiles, "leaked_bytes").stacks, IsEmpty());
  }
}

TEST_F(HeaptrackProbeTest, ThePeakIsTheWholeProcessesAndSaysSo) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const Profile few = Of(Profiled(kSeven), "peak_bytes");
  const Profile many = Of(Profiled("planted/SevenBlocks/impl:wordy/start_up:1000"), "peak_bytes");
  EXPECT_THAT(few.note, HasSubstr("of the whole process"));
  EXPECT_GT(many.total, few.total);
  EXPECT_THAT(many.stacks, Contains(Field(&StackCost::cost, 100'000))) << "the fixture's 1,000 blocks of 100 bytes";
}

TEST_F(HeaptrackProbeTest, ALeakOfOneByteIsOneByteAndHasItsSite) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const CaseProfiles profiles = Profiled("LeaksAByte");
  EXPECT_EQ(Of(profiles, "leaked_bytes").total, 1);
  EXPECT_EQ(Of(profiles, "allocations").total, 1);
  ASSERT_THAT(Of(profiles, "leaked_bytes").stacks, SizeIs(1));
  const std::vector<std::string>& frames = Of(profiles, "leaked_bytes").stacks[0].frames;
  EXPECT_THAT(frames, ::testing::Contains(HasSubstr("LeaksAByte")));
}

TEST_F(HeaptrackProbeTest, ACaseThatFixesItsIterationsHasNoSlope) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  EXPECT_THAT(MissingReason("FixedIterations/iterations:5"), HasSubstr("remove its ->Iterations()"));
}

TEST_F(HeaptrackProbeTest, WithoutHeaptrackTheReasonIsThatAndWhatToInstall) {
  options_.search_path = folder_.string();
  EXPECT_EQ(MissingReason(), "heaptrack is not installed: apt-get install heaptrack");
  const fs::path root = Installed();
  fs::remove(Print(root));
  EXPECT_THAT(MissingReason(), HasSubstr("without heaptrack_print"));
  Script(Print(root), "");
  fs::remove(Interpreter(root));
  EXPECT_THAT(MissingReason(), AllOf(HasSubstr("libexec/heaptrack_interpret"), HasSubstr("apt-get install")));
}

TEST_F(HeaptrackProbeTest, SomethingElseCalledHeaptrackIsAnError) {
  const fs::path root = Installed();
  Script(root / "bin/heaptrack", "echo usage: heaptrack FILE");
  EXPECT_THAT(ErrorOf(), HasSubstr("says \"usage: heaptrack FILE\" instead of a version"));
  Script(root / "bin/heaptrack", "echo no such library; exit 127");
  EXPECT_THAT(ErrorOf(), HasSubstr("exited with status 127"));
}

TEST_F(HeaptrackProbeTest, AStaticBinaryCannotBeWatched) {
  options_.binary = "tools/runner/planted_static_bench";
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  EXPECT_THAT(MissingReason(), HasSubstr("a static binary"));
}

TEST_F(HeaptrackProbeTest, ASanitizedBuildCannotBeWatched) {
  Script(folder_ / "bench", "printf 'hello\\t2\\tsanitized=yes\\n' >&4; read -r line <&3");
  options_.binary = folder_ / "bench";
  Installed();
  EXPECT_THAT(MissingReason(), HasSubstr("a sanitizer owns the allocator"));
}

TEST_F(HeaptrackProbeTest, ACaseThatFailsIsAnErrorWithItsWords) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  EXPECT_THAT(ErrorOf("Segfaults"), HasSubstr("the worker under heaptrack was killed by SIGSEGV"));
  EXPECT_THAT(ErrorOf("Aborts"), HasSubstr("planted: the invariant does not hold"));
  EXPECT_THAT(ErrorOf("SkipsItself"), HasSubstr("the input\tis\nmissing"));
  EXPECT_THAT(ErrorOf("NoSuchCase"), HasSubstr("no case of this name"));
}

TEST_F(HeaptrackProbeTest, AWorkerThatHangsIsKilled) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  options_.timeout_s = 1;
  EXPECT_THAT(ErrorOf("Hangs"), HasSubstr("gave no answer for 1 s and was killed"));
}

TEST_F(HeaptrackProbeTest, AnInterpreterThatDiesIsAnErrorWithTheFileAndItsLastWords) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const fs::path root = Installed();
  Script(Interpreter(root), "echo planted words >&2; kill -9 $$");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("scratch/heaptrack/1/raw: heaptrack_interpret was killed by SIGKILL"),
                               HasSubstr("planted words")));
  Script(Interpreter(root), "echo planted words >&2; exit 3");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("exited with status 3"), HasSubstr("planted words")));
  Script(Interpreter(root), std::string(kLibrary) + "/libexec/heaptrack_interpret 2>/dev/null");
  EXPECT_THAT(ErrorOf(), HasSubstr("interpret.log: heaptrack_interpret does not say how many"));
}

TEST_F(HeaptrackProbeTest, APrinterThatDiesIsAnErrorWithTheFileAndItsLastWords) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const fs::path root = Installed();
  Script(Print(root), "echo planted words >&2; kill -11 $$");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("scratch/heaptrack/1/data: heaptrack_print was killed by SIGSEGV"),
                               HasSubstr("planted words")));
  Script(Print(root), "echo planted words >&2; exit 1");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("exited with status 1"), HasSubstr("planted words")));
  Script(Print(root), "exit 0");
  EXPECT_THAT(ErrorOf(), HasSubstr("cannot read"));
}

// heaptrack itself notices none of these, and exits with 0.
TEST_F(HeaptrackProbeTest, DataThatIsCutOffOnItsWayIsAnError) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const fs::path root = Installed();
  const std::string interpret = std::string(kLibrary) + "/libexec/heaptrack_interpret";
  Script(Interpreter(root), interpret + " | head -n -40");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("1/data: was cut off after "), HasSubstr("make room")));
  Script(Interpreter(root), interpret + " > /dev/null");
  EXPECT_THAT(ErrorOf(), HasSubstr("1/data: was cut off after 0 bytes"));
  Script(Interpreter(root), interpret + R"( | sed '0,/^+/s/^+ .*/&\n&/')");  // one allocation twice
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("1/data: heaptrack_interpret saw "), HasSubstr("cut off or damaged")));
  Script(Interpreter(root), interpret);
  const std::string print = R"(/usr/bin/heaptrack_print "$@" && stacks=$(dirname "$0")/../../scratch/heaptrack/1 && )";
  Script(Print(root), print + "if [ -f $stacks/leaked.stacks ]; then sed -i '$d' $stacks/leaked.stacks; fi");
  EXPECT_THAT(ErrorOf(), HasSubstr("cut off or damaged"));
  Script(Print(root), print + "truncate -s -1 $stacks/*.stacks");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("allocations.stacks:"), HasSubstr("the last line has no end")));
}

// A file that may not grow stands for a full disk: both end writes with an error that heaptrack does not look at.
TEST_F(HeaptrackProbeTest, AFullDiskIsAnError) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit full{20'000, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  const absl::StatusOr<CaseProfiles> profiles = Run("planted/SevenBlocks/impl:baseline/start_up:1000");
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(std::string(profiles.status().message()),
              AllOf(HasSubstr("1/raw: was cut off after 20000 bytes"), HasSubstr("make room")));
}

// An allocator of its own, in the binary or preloaded beside heaptrack, would look like a case that allocates nothing.
TEST_F(HeaptrackProbeTest, ABinaryWhoseAllocationsHeaptrackDoesNotSeeIsAnError) {
  if (Sanitized()) GTEST_SKIP() << "no heaptrack beside a sanitizer";
  const fs::path root = Installed();
  Script(Interpreter(root), std::string(kLibrary) + "/libexec/heaptrack_interpret | sed 's/^a 2707 /a 4707 /'");
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("lacks the allocation of 9991 bytes"), HasSubstr("an allocator of its own")));
}

}  // namespace
}  // namespace pawl
