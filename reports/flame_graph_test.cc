#include "reports/flame_graph.h"

#include <regex>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHostile[] = "<script>x</script>\"'&(char const*)";

Explanation Example() {
  ProfileDifference difference;
  difference.case_name = "x/Y";
  difference.metric = "peak_bytes";
  difference.instrument = "heaptrack 1.4.0";
  difference.total = {100, 150};
  difference.sites = {{"Grow()", {0, 90}, {{{"main", "Grow()"}, {0, 90}}}},
                      {"Shrink()", {40, 0}, {{{"main", "Shrink()"}, {40, 0}}}},
                      {kHostile, {60, 60}, {{{"main", kHostile}, {60, 60}}}}};
  return {"//x:x_perf", "x/Y", "accepted", "contender", {difference}, {}, {}, ""};
}

TEST(FlameGraph, EachFrameIsFocusableAndSaysFunctionBothCostsAndChange) {
  const std::string page = RenderFlameGraph({Example()});
  const std::string grow = "Grow(): before 0\u00a0B, after 90\u00a0B, more +90\u00a0B";
  EXPECT_THAT(page, AllOf(HasSubstr("tabindex=\"0\" role=\"img\" aria-label=\"" + grow + "\" title=\"" + grow + "\""),
                          HasSubstr("Shrink(): before 40\u00a0B, after 0\u00a0B, less −40\u00a0B"),
                          HasSubstr("main: before 100\u00a0B, after 150\u00a0B, more +50\u00a0B")));
}

// 90 + 40 + 60: main is wider than either of its sides, so that its children fit under it.
TEST(FlameGraph, AFrameIsAsWideAsTheLargerOfItsCosts) {
  const std::string page = RenderFlameGraph({Example()});
  EXPECT_THAT(
      page,
      HasSubstr("<li style=\"width:47.3684%\"><span class=\"more\" tabindex=\"0\" role=\"img\" aria-label=\"Grow()"));
  EXPECT_THAT(
      page,
      HasSubstr("<li style=\"width:21.0526%\"><span class=\"less\" tabindex=\"0\" role=\"img\" aria-label=\"Shrink()"));
  EXPECT_THAT(
      page,
      HasSubstr("<li style=\"width:100.0000%\"><span class=\"more\" tabindex=\"0\" role=\"img\" aria-label=\"main"));
}

TEST(FlameGraph, NothingRunsAndNothingIsFetched) {
  const std::string page = RenderFlameGraph({Example()});
  EXPECT_FALSE(std::regex_search(page, std::regex("<script|<link|<img|https?:|url\\(|@import|\\son\\w+="))) << page;
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;(char const*)"));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy"));
}

TEST(FlameGraph, FramesTooNarrowToSeeAreCounted) {
  Explanation explanation = Example();
  explanation.differences[0].sites.push_back({"Tiny()", {0.01, 0.02}, {{{"main", "Tiny()"}, {0.01, 0.02}}}});
  const std::string page = RenderFlameGraph({explanation});
  EXPECT_THAT(page, AllOf(HasSubstr("a thousandth of the width: 1."), Not(HasSubstr("aria-label=\"Tiny()"))));
  EXPECT_THAT(RenderFlameGraph({Example()}), Not(HasSubstr("Not drawn")));
}

TEST(FlameGraph, SaysWhatIsNotDrawnAndWhy) {
  Explanation explanation = Example();
  explanation.differences[0].compared = false;
  explanation.incomparable = {"allocations: incomparable: a -> b"};
  explanation.missing = {{"x/Y", "callgrind", "valgrind is not installed"}};
  explanation.alone = "no other side";
  EXPECT_THAT(RenderFlameGraph({explanation}),
              AllOf(HasSubstr("peak_bytes of x/Y by heaptrack 1.4.0: not compared."),
                    HasSubstr("<p>allocations: incomparable: a -&gt; b</p>"),
                    HasSubstr("No callgrind profile: valgrind is not installed"), HasSubstr("<p>no other side</p>"),
                    Not(HasSubstr("class=\"flame\""))));
}

}  // namespace
}  // namespace pawl
