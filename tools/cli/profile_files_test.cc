#include "tools/cli/profile_files.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ProfileFiles : public ::testing::Test {
 protected:
  ProfileFiles() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(folder_ / name, text).ok());
    return folder_ / name;
  }
  std::string Write(const std::string& name, const std::string& target, double cost) {
    return Write(
        name, ToJson(Profiles{
                  target, "contender", {{"x/Y", "allocations", "heaptrack 1.4.0", cost, {{{"main"}, cost}}, ""}}, {}}));
  }
  absl::StatusOr<Profiles> Find(const std::string& place) { return FindProfiles(place, "//x:x_perf", "x/Y"); }

  std::filesystem::path folder_;
};

TEST_F(ProfileFiles, AFileAndAFolderAroundItGiveTheSame) {
  const std::string path = Write("a/test.outputs/profiles.json", "//x:x_perf", 1);
  const auto file = Find(path);
  const auto folder = Find(folder_);
  ASSERT_TRUE(file.ok() && folder.ok());
  EXPECT_EQ(file->profiles[0].total, 1);
  EXPECT_EQ(folder->profiles[0].total, 1);
  EXPECT_EQ(file->side, path) << "not another contender";
  EXPECT_EQ(folder->side, folder_);
}

TEST_F(ProfileFiles, OfTheTargetWinsOverOthersWithSuchACase) {
  Write("a/profiles.json", "//y:y_perf", 1);
  EXPECT_EQ(Find(folder_)->profiles[0].total, 1) << "the target may have been renamed";
  Write("b/profiles.json", "//x:x_perf", 2);
  Write("c/profiles.json", "//y:y_perf", 3);
  Write("d/profiles_against.json", "//x:x_perf", 4);
  EXPECT_EQ(Find(folder_)->profiles[0].total, 2);
}

TEST_F(ProfileFiles, ADamagedFileIsNamedUnlessAnotherIsTheOneAskedFor) {
  const std::string damaged = Write("a/profiles.json", "{");
  EXPECT_EQ(Find(folder_).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(Find(folder_).status().message()), StartsWith(damaged + ": not a file of profiles"));
  Write("b/profiles.json", "//x:x_perf", 2);
  EXPECT_TRUE(Find(folder_).ok());
}

TEST_F(ProfileFiles, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(Find(folder_ / "no").status().code(), absl::StatusCode::kNotFound);
  Write("a/other.json", "//x:x_perf", 1);
  EXPECT_EQ(Find(folder_).status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Find(folder_).status().message()),
              AllOf(StartsWith(folder_.string() + " has no profile of x/Y"), HasSubstr("profiles.json")));
}

TEST_F(ProfileFiles, AScriptOrAnArchiveIsRefusedWithWhatToDo) {
  const std::string script = Write("p", "#!/bin/sh\n");
  EXPECT_THAT(std::string(Find(script).status().message()),
              AllOf(StartsWith(script + " is a script"), HasSubstr("the binary that it starts")));
  const std::string archive = Write("outputs.zip", "PK\x03\x04...");
  EXPECT_THAT(std::string(Find(archive).status().message()), HasSubstr("`unzip " + archive + " -d FOLDER`"));
}

TEST_F(ProfileFiles, AProgramIsToldByItsFirstBytes) {
  EXPECT_TRUE(IsProgram(Write("program", std::string("\x7f") + "ELF...")));
  EXPECT_FALSE(IsProgram(Write("short", "\x7f")));
  EXPECT_FALSE(IsProgram(Write("profiles.json", "{}")));
  EXPECT_FALSE(IsProgram(folder_));
  EXPECT_FALSE(IsProgram(folder_ / "nowhere"));
}

}  // namespace
}  // namespace pawl
