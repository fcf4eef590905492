#include "impls/memory_pressure/memory_files.h"

#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "impls/memory_pressure/corpus.h"
#include "impls/memory_pressure/found_text.h"

namespace memory_pressure {

// "used of limit" of each group, the innermost first.
inline std::string Text(const std::vector<GroupUsage>& usages) {
  std::string text;
  for (const GroupUsage& usage : usages) {
    text += (text.empty() ? "" : ", ") + std::to_string(usage.used_bytes) + " of " + std::to_string(usage.limit_bytes);
  }
  return text.empty() ? "none" : text;
}

namespace {

constexpr char kStallText[] =
    "some avg10=1.25 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=0\n";

// A process in the group /app, and what a test adds.
class MemoryFilesTest : public ::testing::Test {
 protected:
  MemoryFilesTest() : root_(corpus::MadeUpRoot::Make().value()) {}

  void SetGroup(const std::string& group, std::string_view max, std::string_view current) {
    root_.Set("sys/fs/cgroup/" + group + "memory.max", max);
    root_.Set("sys/fs/cgroup/" + group + "memory.current", current);
  }

  std::string Groups(double screen = 2) { return Text(MemoryFiles(root_.path()).ReadGroups(0, screen)); }

  // The files found damaged by all readings, without the root.
  std::vector<std::string> Damaged() {
    MemoryFiles files(root_.path());
    for (int i = 0; i < 2; ++i) {
      files.ResidentBytes();
      files.MemoryStall();
      files.ReadGroups(0, /*screen=*/0);
    }
    std::vector<std::string> names;
    for (const std::string& path : files.damaged()) names.push_back(path.substr(root_.path().native().size() + 1));
    return names;
  }

  corpus::MadeUpRoot root_;
};

TEST_F(MemoryFilesTest, AnEmptyRootHasNothingAndNoComplaint) {
  root_.Remove("proc");
  root_.Remove("sys");
  MemoryFiles files(root_.path());
  EXPECT_EQ(Text(files.ResidentBytes()), "absent");
  EXPECT_EQ(Text(files.MemoryStall()), "absent");
  EXPECT_EQ(Text(files.ReadGroups(0, 0)), "none");
  EXPECT_TRUE(files.damaged().empty());
}

// Each file of a group in each bad state: the answer, and which file is named.
TEST_F(MemoryFilesTest, EveryFileOfAGroupMayBeAbsentEmptyUnlimitedCutOrGarbage) {
  struct Case {
    const char* file;
    const char* text;    // nullptr: absent
    const char* answer;  // what ReadGroups then says
    bool named;          // as damaged
  };
  constexpr Case kCases[] = {
      // Without one limit the other one holds: high is 2000.
      {"memory.max", nullptr, "700 of 2000", false},
      {"memory.max", "", "700 of 2000", true},
      {"memory.max", "max\n", "700 of 2000", false},
      {"memory.max", "100", "700 of 2000", true},
      {"memory.max", "lots\n", "700 of 2000", true},
      {"memory.max", "0\n", "700 of 0", false},
      {"memory.high", nullptr, "700 of 1000", false},
      {"memory.high", "", "700 of 1000", true},
      {"memory.high", "max\n", "700 of 1000", false},
      {"memory.high", "90", "700 of 1000", true},
      {"memory.high", "-1\n", "700 of 1000", true},
      {"memory.high", "900\n", "700 of 900", false},
      // Without its usage a limit says nothing.
      {"memory.current", nullptr, "none", false},
      {"memory.current", "", "none", true},
      {"memory.current", "max\n", "none", false},
      {"memory.current", "80", "none", true},
      {"memory.current", "8 0\n", "none", true},
      // Without the statistics all of memory.current counts: too much rather than too little.
      {"memory.stat", nullptr, "800 of 1000", false},
      {"memory.stat", "", "800 of 1000", true},
      {"memory.stat", "anon 5\n", "800 of 1000", true},
      {"memory.stat", "anon 5\ninactive_file 10", "800 of 1000", true},
      {"memory.stat", "inactive_file max\n", "800 of 1000", true},
      {"memory.stat", "inactive_file 900\n", "0 of 1000", false},
  };
  for (const auto& [file, text, answer, named] : kCases) {
    SetGroup("app/", "1000\n", "800\n");
    root_.Set("sys/fs/cgroup/app/memory.high", "2000\n");
    root_.Set("sys/fs/cgroup/app/memory.stat", "anon 5\ninactive_file 100\n");
    EXPECT_EQ(Groups(/*screen=*/0.1), "700 of 1000");
    const std::string path = std::string("sys/fs/cgroup/app/") + file;
    text == nullptr ? root_.Remove(path) : root_.Set(path, text);
    EXPECT_EQ(Groups(/*screen=*/0.1), answer) << file << ": " << (text == nullptr ? "absent" : text);
    EXPECT_EQ(Damaged(), named ? std::vector<std::string>{path} : std::vector<std::string>())
        << file << ": " << (text == nullptr ? "absent" : text);
  }
}

TEST_F(MemoryFilesTest, StatmMayBeAbsentEmptyCutOrGarbage) {
  const std::string page_bytes = std::to_string(sysconf(_SC_PAGESIZE));
  root_.Set("proc/self/statm", "5 1 3 4 5 6 7\n");
  EXPECT_EQ(Text(MemoryFiles(root_.path()).ResidentBytes()), page_bytes);
  root_.Set("proc/self/statm", "5 18446744073709551615 3 4 5 6 7\n");
  EXPECT_EQ(Text(MemoryFiles(root_.path()).ResidentBytes()), "damaged") << "more than there can be";
  EXPECT_EQ(Damaged(), std::vector<std::string>{"proc/self/statm"});
  for (const char* text : {"", "5 1", "5 1 3 4 5 6 7", "garbage\n"}) {
    root_.Set("proc/self/statm", text);
    EXPECT_EQ(Text(MemoryFiles(root_.path()).ResidentBytes()), "damaged") << text;
    EXPECT_EQ(Damaged(), std::vector<std::string>{"proc/self/statm"});
  }
}

TEST_F(MemoryFilesTest, TheGroupsStallGoesBeforeTheMachines) {
  root_.Set("proc/pressure/memory", kStallText);
  EXPECT_EQ(Text(MemoryFiles(root_.path()).MemoryStall()), "0.012500 0.005000");
  root_.Set("sys/fs/cgroup/app/memory.pressure", "some avg10=7.00 x\nfull avg10=6.00 x\n");
  EXPECT_EQ(Text(MemoryFiles(root_.path()).MemoryStall()), "0.070000 0.060000");
  for (const char* text : {"", "some avg10=7.00 x", "garbage\n"}) {
    root_.Set("sys/fs/cgroup/app/memory.pressure", text);
    EXPECT_EQ(Text(MemoryFiles(root_.path()).MemoryStall()), "0.012500 0.005000") << text;
    EXPECT_EQ(Damaged(), std::vector<std::string>{"sys/fs/cgroup/app/memory.pressure"});
  }
  root_.Set("proc/pressure/memory", "");
  EXPECT_EQ(Text(MemoryFiles(root_.path()).MemoryStall()), "absent");
}

TEST_F(MemoryFilesTest, AllGroupsAboveCount) {
  root_.Set("proc/self/cgroup", "0::/app/job\n");
  SetGroup("app/job/", "1000\n", "100\n");
  EXPECT_EQ(Groups(), "100 of 1000");
  SetGroup("app/", "max\n", "300\n");
  EXPECT_EQ(Groups(), "100 of 1000") << "no limit above";
  SetGroup("app/", "400\n", "300\n");
  EXPECT_EQ(Groups(), "100 of 1000, 300 of 400");
  SetGroup("", "500\n", "400\n");
  EXPECT_EQ(Groups(), "100 of 1000, 300 of 400, 400 of 500") << "the mount's own: a container's";
}

TEST_F(MemoryFilesTest, StatisticsAreOnlyReadWhereTheyCouldMatter) {
  SetGroup("app/", "1000\n", "800\n");
  root_.Set("sys/fs/cgroup/app/memory.stat", "inactive_file 100\n");
  MemoryFiles files(root_.path());
  EXPECT_EQ(Text(files.ReadGroups(0, 0.81)), "800 of 1000");
  EXPECT_EQ(Text(files.ReadGroups(0, 0.80)), "700 of 1000");
  EXPECT_EQ(Text(files.ReadGroups(10, 0.81)), "700 of 1000");
}

TEST_F(MemoryFilesTest, AHybridMountIsFoundToo) {
  root_.Remove("sys");
  root_.Set("sys/fs/cgroup/unified/cgroup.controllers", "memory\n");
  SetGroup("unified/app/", "1000\n", "100\n");
  EXPECT_EQ(Groups(), "100 of 1000");
}

TEST_F(MemoryFilesTest, AContainerThatSeesItsHostsPathReadsItsOwnGroup) {
  root_.Set("proc/self/cgroup", "0::/host/docker/1234\n");
  SetGroup("", "1000\n", "100\n");
  EXPECT_EQ(Groups(), "100 of 1000");
}

TEST_F(MemoryFilesTest, WithoutAPathThereIsNoGroup) {
  SetGroup("app/", "1000\n", "100\n");
  for (const char* text : {"", "0::/app", "4:memory:/app\n", "0::/../app\n", "garbage\n"}) {
    root_.Set("proc/self/cgroup", text);
    EXPECT_EQ(Groups(), "none") << text;
  }
  root_.Remove("proc/self/cgroup");
  EXPECT_EQ(Groups(), "none");
}

TEST_F(MemoryFilesTest, LimitsAreReadAgainWhenAskedTo) {
  SetGroup("app/", "1000\n", "100\n");
  MemoryFiles files(root_.path());
  root_.Set("sys/fs/cgroup/app/memory.max", "200\n");
  root_.Set("sys/fs/cgroup/app/memory.current", "150\n");
  EXPECT_EQ(Text(files.ReadGroups(0, 2)), "150 of 1000") << "usage is read each time";
  files.RereadLimits();
  EXPECT_EQ(Text(files.ReadGroups(0, 2)), "150 of 200");
}

}  // namespace
}  // namespace memory_pressure
