#include "tools/cli/profile_store.h"

#include <cstdlib>
#include <filesystem>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kTarget[] = "//benches:x_perf";
constexpr char kKey[] = "x86_64-gcc12.2.0";

Profile OneStack(const std::string& case_name, const std::string& instrument, const std::string& function) {
  return {.case_name = case_name,
          .metric = "allocations",
          .instrument = instrument,
          .total = 7,
          .stacks = {{{"main", function}, 7}},
          .note = ""};
}

Profiles Of(std::vector<Profile> profiles) { return {kTarget, "accepted", std::move(profiles), {}}; }

class ProfileStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    cache_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(cache_);
    setenv("XDG_CACHE_HOME", cache_.c_str(), 1);
  }
  void TearDown() override {
    fs::remove_all(cache_);
    unsetenv("XDG_CACHE_HOME");
  }

  fs::path cache_;
};

TEST_F(ProfileStoreTest, WhatIsWrittenIsReadByTheSameTargetAndBuildKeyAndNoOther) {
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Site")}), kKey), absl::OkStatus());
  const auto read = ReadAcceptedProfiles(kTarget, kKey);
  ASSERT_EQ(read.status(), absl::OkStatus());
  EXPECT_EQ(read->target, kTarget);
  ASSERT_NE(read->Find("a", "allocations", "heaptrack"), nullptr);
  EXPECT_THAT(read->Find("a", "allocations", "heaptrack")->stacks[0].frames, ElementsAre("main", "Site"));
  EXPECT_TRUE(absl::IsNotFound(ReadAcceptedProfiles(kTarget, "x86_64-gcc14.1.0").status()));
  EXPECT_TRUE(absl::IsNotFound(ReadAcceptedProfiles("//benches:y_perf", kKey).status()));
}

TEST_F(ProfileStoreTest, AcceptingOneMetricKeepsTheOthersOfTheSameInstrument) {
  Profile peak = OneStack("a", "heaptrack 1.4.0", "Peak");
  peak.metric = "peak_bytes";
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Old"), peak}), kKey), absl::OkStatus());
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "New")}), kKey), absl::OkStatus());
  const auto read = ReadAcceptedProfiles(kTarget, kKey);
  ASSERT_EQ(read.status(), absl::OkStatus());
  EXPECT_THAT(read->profiles, SizeIs(2));
  EXPECT_EQ(read->Find("a", "allocations", "heaptrack")->stacks[0].frames[1], "New");
  EXPECT_EQ(read->Find("a", "peak_bytes", "heaptrack")->stacks[0].frames[1], "Peak");
}

TEST_F(ProfileStoreTest, AcceptingOneCaseKeepsTheOthersAndTheOtherInstrument) {
  ASSERT_EQ(
      WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Old"), OneStack("a", "callgrind 3.19", "Counted"),
                                OneStack("b", "heaptrack 1.4.0", "Other")}),
                            kKey),
      absl::OkStatus());
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.1", "New")}), kKey), absl::OkStatus());
  const auto read = ReadAcceptedProfiles(kTarget, kKey);
  ASSERT_EQ(read.status(), absl::OkStatus());
  EXPECT_THAT(read->profiles, SizeIs(3));
  EXPECT_EQ(read->Find("a", "allocations", "heaptrack")->stacks[0].frames[1], "New");
  EXPECT_EQ(read->Find("a", "allocations", "callgrind")->stacks[0].frames[1], "Counted");
  EXPECT_EQ(read->Find("b", "allocations", "heaptrack")->stacks[0].frames[1], "Other");
}

TEST_F(ProfileStoreTest, ACaseThatCouldNotBeProfiledAnyMoreLosesItsOldProfile) {
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Old")}), kKey), absl::OkStatus());
  Profiles fresh = Of({});
  fresh.missing = {{"a", "heaptrack", "heaptrack is not installed"}};
  ASSERT_EQ(WriteAcceptedProfiles(fresh, kKey), absl::OkStatus());
  const auto read = ReadAcceptedProfiles(kTarget, kKey);
  ASSERT_EQ(read.status(), absl::OkStatus());
  EXPECT_THAT(read->profiles, SizeIs(0));
  EXPECT_THAT(read->missing, SizeIs(1));
}

TEST_F(ProfileStoreTest, WithoutAnyItNamesTheFileAndTheCommandThatStoresThem) {
  const std::string message(ReadAcceptedProfiles(kTarget, kKey).status().message());
  EXPECT_THAT(message, HasSubstr(AcceptedProfilesPath(kTarget, kKey)->string()));
  EXPECT_THAT(message, HasSubstr("bazel run //benches:x_perf.accept"));
}

TEST_F(ProfileStoreTest, ADamagedFileIsAnErrorToReadersAndReplacedByTheNextAccept) {
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Old")}), kKey), absl::OkStatus());
  const std::string path = AcceptedProfilesPath(kTarget, kKey)->string();
  ASSERT_EQ(WriteFile(path, "{\"schema\": 1, \"target"), absl::OkStatus());
  EXPECT_THAT(std::string(ReadAcceptedProfiles(kTarget, kKey).status().message()), HasSubstr(path));
  ASSERT_EQ(WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "New")}), kKey), absl::OkStatus());
  EXPECT_EQ(ReadAcceptedProfiles(kTarget, kKey).status(), absl::OkStatus());
}

TEST_F(ProfileStoreTest, AFileOfAnotherTargetIsNotTaken) {
  const fs::path path = *AcceptedProfilesPath(kTarget, kKey);
  fs::create_directories(path.parent_path());
  Profiles other = Of({OneStack("a", "heaptrack 1.4.0", "Old")});
  other.target = "//benches:y_perf";
  ASSERT_EQ(WriteFile(path, ToJson(other)), absl::OkStatus());
  EXPECT_THAT(std::string(ReadAcceptedProfiles(kTarget, kKey).status().message()),
              HasSubstr("holds profiles of //benches:y_perf"));
}

TEST_F(ProfileStoreTest, AFolderThatCannotBeMadeIsAnErrorWithItsPath) {
  ASSERT_EQ(WriteFile(cache_, "a file where the cache should be"), absl::OkStatus());
  const absl::Status status = WriteAcceptedProfiles(Of({OneStack("a", "heaptrack 1.4.0", "Site")}), kKey);
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr((cache_ / "pawl" / "profiles").string()));
}

TEST_F(ProfileStoreTest, TheCacheIsInTheHomeFolderUnlessToldOtherwise) {
  unsetenv("XDG_CACHE_HOME");
  const char* const home = std::getenv("HOME");
  const std::string was = home == nullptr ? "" : home;
  setenv("HOME", "/home/anna", 1);
  EXPECT_THAT(AcceptedProfilesPath(kTarget, kKey)->string(), HasSubstr("/home/anna/.cache/pawl/profiles/"));
  setenv("HOME", "not/absolute", 1);
  EXPECT_THAT(std::string(AcceptedProfilesPath(kTarget, kKey).status().message()), HasSubstr("set HOME"));
  if (home == nullptr) {
    unsetenv("HOME");
  } else {
    setenv("HOME", was.c_str(), 1);
  }
}

}  // namespace
}  // namespace pawl
