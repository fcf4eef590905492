#include "tools/model/mute.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::HasSubstr;

std::string Refusal(std::string_view text) {
  const auto mute = ParseMute("x/Y", text);
  EXPECT_FALSE(mute.ok()) << text;
  return std::string(mute.status().message());
}

TEST(ParseMute, ReadsComparisonDateAndReason) {
  const auto mute = ParseMute("x/Y", "time_ratio until 2026-12-31: tuned until: spring");
  ASSERT_TRUE(mute.ok()) << mute.status().message();
  EXPECT_EQ(mute->case_name, "x/Y");
  EXPECT_EQ(mute->comparison, "time_ratio");
  EXPECT_EQ(mute->until, "2026-12-31");
  EXPECT_EQ(mute->reason, "tuned until: spring");
}

TEST(ParseMute, AClaimIsMutedByItsText) {
  EXPECT_EQ(ParseMute("x/Y", "claim:time <= 0.5 * baseline until 2026-12-31: why")->comparison,
            "claim:time <= 0.5 * baseline");
}

TEST(ParseMute, ReasonAndDateAreNeeded) {
  EXPECT_THAT(Refusal("time_ratio"), HasSubstr("expected `until`"));
  EXPECT_THAT(Refusal("time_ratio until 2026-12-31"), HasSubstr("expected a reason"));
  EXPECT_THAT(Refusal("time_ratio until 2026-12-31:  "), HasSubstr("expected a reason"));
  EXPECT_THAT(Refusal(" until 2026-12-31: why"), HasSubstr("expected what is muted"));
  for (const char* date : {"", "tomorrow", "2026-02-30", "2026-1-01", "2026-13-01", "31-12-2026"}) {
    EXPECT_THAT(Refusal(std::string("time_ratio until ") + date + ": why"), HasSubstr("expected a date")) << date;
  }
}

}  // namespace
}  // namespace pawl
