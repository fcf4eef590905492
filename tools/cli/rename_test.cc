#include "tools/cli/rename.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

BaselineFile File(const std::string& path, const std::string& target, const std::vector<std::string>& cases) {
  BaselineFile file{path, {target, {}}};
  for (const std::string& name : cases) {
    Record record;
    record.case_name = name;
    record.metric = "allocations";
    record.value = 7;
    record.key = "build";
    record.reason = "safer";
    record.source = "c0ffee";
    file.baseline.records.push_back(record);
  }
  return file;
}

std::string Refused(const std::vector<BaselineFile>& files, const RenameOptions& options) {
  const auto renamed = RenameCase(files, options);
  EXPECT_EQ(renamed.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(renamed.status().message());
}

TEST(RenameCase, ChangesTheNameInBaselineAndAnchorAndNothingElse) {
  const auto renamed =
      RenameCase({File("x_perf.anchor.json", "//:x", {"x/Sort"}), File("x_perf.json", "//:x", {"x/Sort", "x/Other"}),
                  File("y_perf.json", "//:y", {"y/Sort"})},
                 {"x/Sort", "x/Order", ""});
  ASSERT_TRUE(renamed.ok()) << renamed.status().message();
  ASSERT_THAT(*renamed, SizeIs(2));
  EXPECT_EQ(FormatStoredBaseline((*renamed)[1].baseline),
            "{\"schema\": 2, \"target\": \"//:x\", \"records\": [\n"
            "{\"case\":\"x/Order\",\"metric\":\"allocations\",\"value\":7,\"source\":\"c0ffee\",\"reason\":\"safer\","
            "\"key\":\"build\"},\n"
            "{\"case\":\"x/Other\",\"metric\":\"allocations\",\"value\":7,\"source\":\"c0ffee\",\"reason\":\"safer\","
            "\"key\":\"build\"}\n]}\n")
      << "sorted by the new name";
  EXPECT_EQ((*renamed)[0].baseline.records[0].case_name, "x/Order");
}

TEST(RenameCase, NeverMergesTwoCases) {
  EXPECT_THAT(Refused({File("x_perf.json", "//:x", {"x/Sort", "x/Order"})}, {"x/Sort", "x/Order", ""}),
              HasSubstr("x_perf.json has records of x/Order already"));
  EXPECT_THAT(Refused({File("x_perf.json", "//:x", {"x/Sort"})}, {"x/Sort", "x/Sort", ""}), HasSubstr("the old one"));
  EXPECT_THAT(Refused({File("x_perf.json", "//:x", {"x/Sort"})}, {"x/Sort", "", ""}), HasSubstr("empty"));
}

TEST(RenameCase, AnUnknownCaseNamesTheNearest) {
  EXPECT_EQ(Refused({File("x_perf.json", "//:x", {"x/Sort"})}, {"x/Sorts", "x/Order", ""}),
            "no stored baseline has the case x/Sorts; did you mean x/Sort?");
}

TEST(RenameCase, ANameThatTwoPerfTestsHaveNeedsATarget) {
  const std::vector<BaselineFile> files = {File("x_perf.json", "//:x", {"BM_Sort"}),
                                           File("y_perf.json", "//:y", {"BM_Sort"})};
  EXPECT_EQ(Refused(files, {"BM_Sort", "BM_Order", ""}),
            "several perf_tests have a case BM_Sort; say which one: --target=//:x or --target=//:y");
  const auto renamed = RenameCase(files, {"BM_Sort", "BM_Order", "//:y"});
  ASSERT_TRUE(renamed.ok()) << renamed.status().message();
  ASSERT_THAT(*renamed, SizeIs(1));
  EXPECT_EQ((*renamed)[0].path, "y_perf.json");
  EXPECT_THAT(Refused(files, {"BM_Sort", "BM_Order", "//:z"}), HasSubstr("of //:z has the case BM_Sort"));
}

}  // namespace
}  // namespace pawl
