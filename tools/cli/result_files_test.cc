#include "tools/cli/result_files.h"

#include <filesystem>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reports/report_json.h"
#include "tools/cli/files.h"
#include "tools/cli/profile_files.h"
#include "tools/cli/test_result.h"
#include "tools/cli/zip_writing.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Result Named(const std::string& target) {
  Result result = EmptyResult();
  result.target = target;
  return result;
}

std::string Json(const std::string& target) { return ToJson(Named(target)); }

class ResultFiles : public ::testing::Test {
 protected:
  ResultFiles() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(WriteFile(Path(name), text).ok());
  }
  FoundResults Find(const std::string& name = "") const { return FindResultFiles({Path(name)}); }

  static std::vector<std::string> Targets(const FoundResults& found) {
    std::vector<std::string> targets;
    for (const ResultFile& file : found.files) targets.push_back(file.result.target);
    return targets;
  }
  static std::string Errors(const FoundResults& found) {
    std::string text;
    for (const absl::Status& error : found.errors) text += std::string(error.message()) + "\n";
    return text;
  }

  std::filesystem::path folder_;
};

TEST_F(ResultFiles, AreFoundBelowAFolderInTheOrderOfTheirNames) {
  Write("b/test.outputs/result.json", Json("//b"));
  Write("a/deep/er/result.json", Json("//a"));
  Write("a/other.json", "no result");
  Write("c/outputs.zip", Zipped({{"summary.txt", "x"}, {"result.json", Json("//c")}, {"profiles.json", "{"}}));
  const FoundResults found = Find();
  EXPECT_THAT(Targets(found), ElementsAre("//a", "//b", "//c"));
  EXPECT_EQ(Errors(found), "");
  EXPECT_EQ(found.files[2].origin, Path("c/outputs.zip") + " (entry result.json)");
  EXPECT_EQ(found.files[2].modified, 1'700'000'000) << "the entry's own time";
}

TEST_F(ResultFiles, ProfilesAreUnpackedWhereTheirResultFindsThem) {
  const auto profiles = [](const std::string& target) {
    Profiles of_target;
    of_target.target = target;
    return ToJson(of_target);
  };
  const std::string inner = Zipped({{"profiles.json", profiles("//b")}, {"result.json", Json("//b")}});
  Write("all.zip",
        Zipped({{"../a/result.json", Json("//a")},
                {"../a/profiles.json", profiles("//a")},
                {"../a/profiles_against.json", profiles("//before")},
                {"b/outputs.zip", inner},
                {"c/result.json", Json("//c")},
                {"c/profiles.json", "{"},
                {"d/profiles.json", "of some other tool"},
                {"b/outputs.zip", Zipped({{"profiles.json", profiles("//e")}, {"result.json", Json("//e")}})}}));
  std::filesystem::create_directories(Path("unpacked"));
  const FoundResults found = FindResultFiles({Path("all.zip")}, Path("unpacked"));
  ASSERT_THAT(Targets(found), ElementsAre("//a", "//b", "//c", "//e"));
  EXPECT_EQ(Errors(found), "");
  const auto target_in = [&](size_t file, std::string_view name) {
    const auto read = ReadProfiles(found.files[file].folder / name);
    return read.ok() ? read->target : std::string(read.status().message());
  };
  EXPECT_EQ(target_in(0, kProfilesFile), "//a");
  EXPECT_EQ(target_in(0, kOtherProfilesFile), "//before");
  EXPECT_EQ(target_in(1, kProfilesFile), "//b");
  EXPECT_EQ(target_in(3, kProfilesFile), "//e") << "of the second entry of this name";
  EXPECT_TRUE(absl::IsNotFound(ReadProfiles(found.files[2].folder / kProfilesFile).status()));
  ASSERT_THAT(found.warnings, SizeIs(1))
      << "a damaged one is named by its archive, and costs no result; one without a result is nobody's";
  EXPECT_THAT(std::string(found.warnings[0].message()), HasSubstr(Path("all.zip") + " (entry c/profiles.json)"));
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    EXPECT_THAT(entry.path().filename().string(), AnyOf("all.zip", "unpacked")) << "names in archives lead nowhere";
  }
}

TEST_F(ResultFiles, AFolderThatIsALinkIsTheOneThatWasNamed) {
  Write("real/result.json", Json("//a"));
  std::filesystem::create_directory_symlink(Path("real"), Path("bazel-testlogs"));
  EXPECT_THAT(Targets(Find("bazel-testlogs")), ElementsAre("//a"));
  EXPECT_THAT(Targets(Find()), SizeIs(1)) << "and is not entered by the way";
}

TEST_F(ResultFiles, TheSameBytesAreOneResult) {
  Write("test.outputs/result.json", Json("//a"));
  Write("test.outputs/outputs.zip", Zipped({{"result.json", Json("//a")}}));
  EXPECT_THAT(Targets(Find()), SizeIs(1));
}

TEST_F(ResultFiles, ACiPacksBazelsArchivesOnceMore) {
  Write("artefact.zip", Zipped({{"x/test.outputs/outputs.zip", Zipped({{"result.json", Json("//a")}})},
                                {"y/result.json", Json("//b")}}));
  EXPECT_THAT(Targets(Find("artefact.zip")), ElementsAre("//a", "//b"));
}

TEST_F(ResultFiles, AReportsJsonHoldsSeveral) {
  Write("report.json", RenderReportJson({Named("//a"), Named("//b")}, "t", "c"));
  EXPECT_THAT(Targets(Find("report.json")), ElementsAre("//a", "//b"));
}

TEST_F(ResultFiles, OneThatIsDamagedDoesNotLoseTheOthers) {
  const std::string zip = Zipped({{"a/result.json", Json("//a")}, {"b/result.json", Json("//b")}});
  std::string wrong = zip;
  wrong[wrong.find("a/result.json") + 60] ^= 0x55;  // in the first entry's bytes
  Write("1.zip", wrong);
  Write("2.zip", zip.substr(0, zip.size() / 2));
  Write("3.zip", "PK, but no zip");
  Write("4.zip", "");
  Write("5/result.json", Json("//c").substr(0, 100));
  Write("6/result.json", R"({"schema": 999})");
  Write("7.zip", Zipped({{"inner.zip", "no zip"}, {"result.json", "{"}}));
  Write("8/result.json", Json("//d"));
  const FoundResults found = Find();
  const std::string errors = Errors(found);
  EXPECT_THAT(Targets(found), ::testing::Contains("//b")) << errors;
  EXPECT_THAT(Targets(found), ::testing::Contains("//d")) << errors;
  EXPECT_THAT(errors, HasSubstr(Path("1.zip") + " (entry a/result.json): not a zip file, or damaged"));
  EXPECT_THAT(errors, HasSubstr(Path("2.zip")));
  EXPECT_THAT(errors, HasSubstr(Path("3.zip") + ": not a zip file"));
  EXPECT_THAT(errors, HasSubstr(Path("4.zip") + ": not a zip file"));
  EXPECT_THAT(errors, HasSubstr(Path("5/result.json") + ": not a result of Pawl, or damaged"));
  EXPECT_THAT(errors, HasSubstr(Path("6/result.json") + ": written by a newer Pawl"));
  EXPECT_THAT(errors, HasSubstr(Path("7.zip") + " (entry inner.zip): not a zip file"));
  EXPECT_THAT(errors, HasSubstr(Path("7.zip") + " (entry result.json): not a result of Pawl"));
}

TEST_F(ResultFiles, ProfilesThatCannotBeUnpackedCostNoResult) {
  Profiles profiles;
  profiles.target = "//a";
  std::string archive = Zipped({{"profiles.json", ToJson(profiles)}, {"result.json", Json("//a")}});
  archive[archive.find("profiles.json") + 60] ^= 0x55;  // in the entry's bytes
  Write("1.zip", archive);
  std::filesystem::create_directories(Path("unpacked"));
  const FoundResults found = FindResultFiles({Path("1.zip")}, Path("unpacked"));
  EXPECT_THAT(Targets(found), ElementsAre("//a"));
  EXPECT_EQ(Errors(found), "");
  ASSERT_THAT(found.warnings, SizeIs(1));
  EXPECT_THAT(std::string(found.warnings[0].message()), HasSubstr("(entry profiles.json): not a zip file, or damaged"));

  Write("2.zip", Zipped({{"profiles.json", ToJson(profiles)}, {"result.json", Json("//a")}}));
  const FoundResults nowhere = FindResultFiles({Path("2.zip")}, Path("2.zip/no folder"));
  EXPECT_THAT(Targets(nowhere), ElementsAre("//a"));
  EXPECT_THAT(nowhere.warnings, SizeIs(1)) << "where there is no room for them, that is said";
}

TEST_F(ResultFiles, AnEntryThatClaimsTooMuchIsNotUnpacked) {
  std::string zip = Zipped({{"result.json", Json("//a")}, {"b/result.json", Json("//b")}});
  // The entry's unpacked size, four bytes, in front of it and in the central directory.
  const size_t central = zip.find("PK\x01\x02");
  ASSERT_NE(central, std::string::npos);
  for (const size_t size : {size_t{22}, central + 24}) zip.replace(size, 4, std::string("\0\0\0\x20", 4));  // 512 MiB
  Write("x.zip", zip);
  const FoundResults found = Find("x.zip");
  EXPECT_THAT(Errors(found), AllOf(HasSubstr(Path("x.zip") + " (entry result.json): claims 512 MiB, more than the 256"),
                                   HasSubstr("leave that file out")));
  EXPECT_THAT(Targets(found), ElementsAre("//b"));
}

TEST_F(ResultFiles, AFileThatIsTooLargeIsNotRead) {
  Write("result.json", "");
  std::filesystem::resize_file(Path("result.json"), 257ULL << 20);  // sparse
  EXPECT_THAT(Errors(Find()), HasSubstr(Path("result.json") + ": has 257 MiB, more than the 256"));
}

TEST_F(ResultFiles, NestingHasAnEnd) {
  std::string zip = Zipped({{"result.json", Json("//a")}});
  for (int i = 0; i < 5; ++i) zip = Zipped({{"a.zip", zip}});
  Write("x.zip", zip);
  EXPECT_THAT(Errors(Find("x.zip")), HasSubstr("is packed too often"));
}

TEST_F(ResultFiles, APlaceWithoutAnySaysWhereTheyAre) {
  Write("empty/other.txt", "");
  Write("x.zip", Zipped({{"other.txt", ""}}));
  EXPECT_THAT(Errors(Find("empty")),
              AllOf(HasSubstr(Path("empty") + ": there is no result.json"), HasSubstr("bazel test")));
  EXPECT_THAT(Errors(Find("x.zip")), HasSubstr(Path("x.zip") + ": there is no result.json"));
  EXPECT_THAT(Errors(Find("nowhere")), HasSubstr(Path("nowhere") + ": there is no such file or folder"));
  EXPECT_THAT(Find("nowhere").files, IsEmpty());
}

}  // namespace
}  // namespace pawl
