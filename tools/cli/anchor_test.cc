#include "tools/cli/anchor.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

StoredBaseline Stored(double value) {
  StoredBaseline baseline{"//:x_perf", {}};
  for (const char* name : {"x/A", "x/B"}) {
    for (const char* metric : {"allocations", "peak_bytes"}) {
      Record record;
      record.case_name = name;
      record.metric = metric;
      record.value = value;
      record.key = "build";
      record.reason = "safer";
      baseline.records.push_back(record);
    }
  }
  return baseline;
}

TEST(PinAnchor, CopiesTheStoredBaselineAsItStands) {
  const auto anchor = PinAnchor(Stored(2), {}, {});
  ASSERT_TRUE(anchor.ok()) << anchor.status().message();
  EXPECT_EQ(FormatStoredBaseline(*anchor), FormatStoredBaseline(Stored(2)));
  StoredBaseline old = Stored(1);
  old.records[0].case_name = "x/Gone";
  EXPECT_EQ(FormatStoredBaseline(*PinAnchor(Stored(2), old, {})), FormatStoredBaseline(Stored(2)));
}

TEST(PinAnchor, APartLeavesTheRestOfTheAnchor) {
  const auto anchor = PinAnchor(Stored(2), Stored(1), {"A$", "allocations", ""});
  ASSERT_TRUE(anchor.ok()) << anchor.status().message();
  EXPECT_EQ(anchor->Find("x/A", "allocations", "build")->value, 2);
  EXPECT_EQ(anchor->Find("x/A", "peak_bytes", "build")->value, 1);
  EXPECT_EQ(anchor->Find("x/B", "allocations", "build")->value, 1);
}

TEST(PinAnchor, ACaseThatIsNoLongerStoredIsDroppedAlone) {
  StoredBaseline old = Stored(1);
  old.records[0].case_name = "x/Gone";
  const auto anchor = PinAnchor(Stored(2), old, {"^x/Gone$", "", ""});
  ASSERT_TRUE(anchor.ok()) << anchor.status().message();
  EXPECT_EQ(anchor->records.size(), 3u);
  EXPECT_EQ(anchor->Find("x/B", "allocations", "build")->value, 1) << "the others stay as they were pinned";
}

TEST(PinAnchor, NothingToPinIsAUsageError) {
  EXPECT_THAT(std::string(PinAnchor(Stored(2), {}, {"x/C", "", ""}).status().message()),
              HasSubstr("no record of --case='x/C'"));
  EXPECT_FALSE(PinAnchor(Stored(2), {}, {"(", "", ""}).ok());
  EXPECT_FALSE(PinAnchor({}, {}, {}).ok());
}

}  // namespace
}  // namespace pawl
