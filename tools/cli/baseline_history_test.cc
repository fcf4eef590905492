#include "tools/cli/baseline_history.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/test_result.h"

namespace pawl {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Record Accepted(const std::string& metric, double value, const std::string& key) {
  Record record;
  record.case_name = "x/Y";
  record.metric = metric;
  record.value = value;
  record.key = key;
  return record;
}

// A run of x/Y, with 5 allocations, on the machine whose keys are "build" and "time".
Result Measured() {
  Result result = EmptyResult();
  result.environment.build_key = "build";
  result.environment.time_key = "time";
  result.rows = {RowOf(Verdict::kOk, "allocations")};
  result.rows[0].unit = "";
  result.rows[0].case_name = "x/Y";
  result.rows[0].current = 5;
  return result;
}

BaselineRevision Commit(const std::string& name, std::vector<Record> records) {
  return {name, "2026-11-01", {"//:x_perf", std::move(records)}};
}

TEST(BaselineHistory, HasEachNumberOnceAndTheCommitThatBroughtIt) {
  const auto histories = HistoriesOf(Measured(), {Commit("a", {Accepted("allocations", 1, "build")}),
                                                  Commit("b", {Accepted("allocations", 1, "build")}), Commit("c", {}),
                                                  Commit("d", {Accepted("allocations", 3, "build")})});
  ASSERT_THAT(histories, SizeIs(1));
  EXPECT_EQ(histories[0].target, Measured().target);
  EXPECT_EQ(histories[0].case_name, "x/Y");
  EXPECT_EQ(histories[0].metric, "allocations");
  EXPECT_EQ(histories[0].current, 5);
  ASSERT_THAT(histories[0].numbers, SizeIs(2));
  EXPECT_EQ(histories[0].numbers[0].commit, "a");
  EXPECT_EQ(histories[0].numbers[0].value, 1);
  EXPECT_EQ(histories[0].numbers[1].commit, "d");
  EXPECT_EQ(histories[0].numbers[1].revision, 3);
}

TEST(BaselineHistory, OtherMachinesAndWhatWasAcceptedOnceHaveNone) {
  EXPECT_THAT(HistoriesOf(Measured(), {Commit("a", {Accepted("allocations", 1, "build")}),
                                       Commit("b", {Accepted("allocations", 2, "elsewhere")})}),
              IsEmpty());
  Record edited = Accepted("allocations", 2, "build");
  edited.source = "sha256:other";
  Result of_source = Measured();
  of_source.environment.source = "sha256:this";
  EXPECT_THAT(HistoriesOf(of_source, {Commit("a", {Accepted("allocations", 1, "build")}), Commit("b", {edited})}),
              IsEmpty())
      << "what was accepted of other sources is of another benchmark";
  Result live = Measured();
  live.rows[0].comparison = "time";
  live.rows[0].unit = "x";
  EXPECT_THAT(
      HistoriesOf(live, {Commit("a", {Accepted("time", 9000, "time")}), Commit("b", {Accepted("time", 8000, "time")})}),
      IsEmpty())
      << "a ratio is not drawn beside nanoseconds";
  Result unmeasured = Measured();
  unmeasured.rows[0].current.reset();
  EXPECT_THAT(HistoriesOf(unmeasured, {Commit("a", {Accepted("allocations", 1, "build")}),
                                       Commit("b", {Accepted("allocations", 2, "build")})}),
              IsEmpty());
}

}  // namespace
}  // namespace pawl
