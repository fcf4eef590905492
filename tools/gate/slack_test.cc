#include "tools/gate/slack.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> NotesOn(const std::string& text, double bound, double current,
                                 Verdict verdict = Verdict::kOk) {
  Claim claim = *ParseClaim("x/Y/impl:optimized/n:1", text);
  claim.origin = "benches/BUILD:12";
  Row row;
  row.case_name = claim.case_name;
  row.comparison = "claim:" + text;
  row.verdict = verdict;
  row.stored = bound;
  row.current = current;
  return NotesOnSlackClaims({claim}, {row});
}

TEST(SlackClaims, OneWithMoreThanHalfToSpareIsNamedWithItsPlace) {
  EXPECT_THAT(NotesOn("allocated_bytes <= 650", 650, 300),
              ElementsAre("slack: one claim with more than half to spare; tighten while that is true: "
                          "x/Y/impl:optimized/n:1 \"allocated_bytes <= 650\" (benches/BUILD:12)"));
  EXPECT_THAT(NotesOn("allocations >= 2", 2, 5), testing::SizeIs(1));
}

TEST(SlackClaims, OneThatIsTightBrokenOrOfNothingIsNot) {
  EXPECT_THAT(NotesOn("allocated_bytes <= 650", 650, 330), IsEmpty());
  EXPECT_THAT(NotesOn("allocations >= 2", 2, 4), IsEmpty());
  EXPECT_THAT(NotesOn("allocated_bytes <= 650", 650, 1, Verdict::kUnstable), IsEmpty());
  EXPECT_THAT(NotesOn("allocations <= 0", 0, 0), IsEmpty());
}

}  // namespace
}  // namespace pawl
