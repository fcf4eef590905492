#include "tools/gate/moved_reference.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kBaseline[] = "x/Y/impl:baseline/n:1";

Row Ratio(const std::string& implementation, double stored, double current, Verdict verdict,
          const std::string& reason = "") {
  Row row;
  row.case_name = "x/Y/impl:" + implementation + "/n:1";
  row.comparison = "time_ratio";
  row.verdict = verdict;
  row.stored = stored;
  row.current = current;
  row.reason = reason;
  return row;
}

Row OfTheReference(const std::string& comparison, Verdict verdict) {
  Row row;
  row.case_name = kBaseline;
  row.comparison = comparison;
  row.verdict = verdict;
  return row;
}

// The reasons of the rows afterwards.
std::vector<std::string> Reasons(std::vector<Row> rows) {
  NoteMovedReferences(rows);
  std::vector<std::string> reasons;
  for (const Row& row : rows) reasons.push_back(row.reason);
  return reasons;
}

TEST(MovedReference, AllImplementationsMovingTogetherAreAHintAtTheirReference) {
  const auto reasons = Reasons({Ratio("a", 0.5, 0.3, Verdict::kImproved, "accept it"),
                                Ratio("b", 0.2, 0.15, Verdict::kImproved), Ratio("c", 0.4, 0.34, Verdict::kOk)});
  EXPECT_THAT(reasons[0],
              AllOf(HasSubstr("accept it; its reference x/Y/impl:baseline/n:1 may itself have become slower"),
                    HasSubstr("all 3 implementations moved by 15 to 40 %")));
  EXPECT_THAT(reasons[1], HasSubstr("may itself have become slower"));
  EXPECT_EQ(reasons[2], "") << "it did not move far enough to be spoken of";
  EXPECT_THAT(Reasons({Ratio("a", 0.3, 0.5, Verdict::kRegressed), Ratio("b", 0.1, 0.2, Verdict::kRegressed)})[0],
              HasSubstr("may itself have become faster"));
}

TEST(MovedReference, WhereOneStoodStillTheReferenceDid) {
  EXPECT_EQ(Reasons({Ratio("a", 0.5, 0.3, Verdict::kImproved), Ratio("b", 0.2, 0.2, Verdict::kOk)})[0], "");
  EXPECT_EQ(Reasons({Ratio("a", 0.5, 0.3, Verdict::kImproved), Ratio("b", 0.2, 0.3, Verdict::kRegressed)})[0], "");
}

TEST(MovedReference, ASingleImplementationCannotTell) {
  EXPECT_THAT(Reasons({Ratio("a", 0.5, 0.3, Verdict::kImproved)})[0], HasSubstr("became slower: a single"));
  EXPECT_THAT(Reasons({Ratio("a", 0.3, 0.5, Verdict::kRegressed)})[0], HasSubstr("became faster: a single"));
  EXPECT_THAT(Reasons({Ratio("a", 0.5, 0.57, Verdict::kOk, "warning: 14% above")})[0],
              HasSubstr("warning: 14% above; or its reference"));
  EXPECT_EQ(Reasons({Ratio("a", 0.5, 0.5, Verdict::kOk)})[0], "");
}

TEST(MovedReference, ItsOwnLivePairsAndCountsDecide) {
  const Row improved = Ratio("a", 0.5, 0.3, Verdict::kImproved);
  EXPECT_THAT(Reasons({improved, OfTheReference("time", Verdict::kRegressed)})[0],
              HasSubstr("itself regressed by its own live pairs"));
  EXPECT_EQ(Reasons({improved, OfTheReference("time", Verdict::kOk)})[0], "") << "shown unchanged";
  EXPECT_THAT(Reasons({improved, OfTheReference("time", Verdict::kUnstable)})[0], HasSubstr("a single"));
  EXPECT_THAT(Reasons({improved, OfTheReference("allocations", Verdict::kRegressed)})[0],
              HasSubstr("itself changed, its allocations regressed"));
}

TEST(MovedReference, RatiosWithoutBothNumbersOrOfAnotherKeySayNothing) {
  Row fresh = Ratio("b", 0.5, 0.3, Verdict::kNew);
  fresh.stored.reset();
  const auto reasons = Reasons(
      {Ratio("a", 0.5, 0.3, Verdict::kImproved), fresh, Ratio("c", 0.5, 0.9, Verdict::kIncomparable, "another key")});
  EXPECT_THAT(reasons[0], HasSubstr("a single"));
  EXPECT_EQ(reasons[1], "");
  EXPECT_EQ(reasons[2], "another key");
}

}  // namespace
}  // namespace pawl
