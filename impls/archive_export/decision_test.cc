#include "impls/archive_export/decision.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace archive_export {
namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;

ProjectStatistics Project(Tally files, Tally large = {}, uint64_t depth = 0, uint64_t memory_bytes = 0) {
  ProjectStatistics project;
  project.files = files;
  project.large = large;
  project.depth = depth;
  project.memory_bytes = memory_bytes;
  return project;
}

Decision Decide(const ProjectStatistics& project, const Thresholds& thresholds = {}) {
  return Decide(project, thresholds, Wish::kAuto, 8);
}

struct Case {
  const char* name;
  ProjectStatistics project;
  const char* reason;  // "": standard
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class EachRule : public ::testing::TestWithParam<Case> {};

TEST_P(EachRule, DecidesAboveItsLimitAndNotAtIt) {
  const Case& c = GetParam();
  const Decision decision = Decide(c.project);
  const bool streams = *c.reason != '\0';
  EXPECT_EQ(decision.method, streams ? Method::kStreaming : Method::kStandard);
  EXPECT_EQ(Reason(decision), streams ? c.reason : "nothing is over its limit");
  EXPECT_EQ(decision.decider() != nullptr, streams);
}

INSTANTIATE_TEST_SUITE_P(
    Boundaries, EachRule,
    ::testing::Values(
        Case{"nothing", Project({}), ""},               //
        Case{"size_at", Project({10, 50 * kMiB}), ""},  //
        Case{"size_over", Project({10, 50 * kMiB + 1}), "total size 50.0 MiB is over 50.0 MiB"},
        Case{"memory_at", Project({10, kMiB}, {}, 0, 512 * kMiB), ""},
        Case{"memory_over", Project({10, kMiB}, {}, 0, 512 * kMiB + 1), "estimated memory 512.0 MiB is over 512.0 MiB"},
        // All of it in large files: no mix.
        Case{"large_at", Project({5, 50 * kMiB}, {5, 50 * kMiB}), ""},
        Case{"large_over", Project({6, 50 * kMiB}, {6, 50 * kMiB}), "large files 6 is over 5"},
        Case{"depth_at", Project({10, kMiB}, {}, 10), ""},
        Case{"depth_over", Project({10, kMiB}, {}, 11), "depth 11 is over 10"},
        Case{"files_at", Project({1000, kMiB}), ""},
        Case{"files_over", Project({1001, kMiB}), "files 1001 is over 1000"},
        Case{"mix_at", Project({2, 40 * kMiB}, {1, 30 * kMiB}), ""},
        Case{"mix_over", Project({2, 40 * kMiB}, {1, 30 * kMiB - 1}), "mix of large and small 25 % is over 25 %"},
        Case{"mix_of_few_large_at", Project({2, 48 * kMiB}, {1, 12 * kMiB}), ""},
        Case{"mix_of_few_large_over", Project({2, 48 * kMiB}, {1, 12 * kMiB + 1}),
             "mix of large and small 25 % is over 25 %"},
        Case{"first_of_all", Project({2000, 90 * kMiB}, {6, 60 * kMiB}, 20, 600 * kMiB),
             "total size 90.0 MiB is over 50.0 MiB"}),
    [](const auto& info) { return info.param.name; });

TEST(Decide, EveryLimitIsAnOption) {
  const ProjectStatistics project = Project({2000, 90 * kMiB}, {6, 60 * kMiB}, 20, 600 * kMiB);
  Thresholds thresholds;
  thresholds.total_bytes = 90 * kMiB;
  EXPECT_EQ(Decide(project, thresholds).decider()->rule, Rule::kMemory);
  thresholds.memory_bytes = 600 * kMiB;
  EXPECT_EQ(Decide(project, thresholds).decider()->rule, Rule::kLargeFiles);
  thresholds.large_files = 6;
  EXPECT_EQ(Decide(project, thresholds).decider()->rule, Rule::kDepth);
  thresholds.depth = 20;
  EXPECT_EQ(Decide(project, thresholds).decider()->rule, Rule::kFiles);
  thresholds.files = 2000;
  EXPECT_EQ(Decide(project, thresholds).decider()->rule, Rule::kMix);
  thresholds.mix_percent = 34;
  EXPECT_EQ(Decide(project, thresholds).method, Method::kStandard);
}

TEST(Decide, AtFiftyPercentNothingIsAMix) {
  Thresholds thresholds;
  thresholds.mix_percent = 50;
  EXPECT_EQ(Decide(Project({2, 3}, {1, 1}), thresholds).method, Method::kStandard);
  thresholds.mix_percent = 0;
  EXPECT_EQ(Decide(Project({2, 100}, {1, 1}), thresholds).decider()->rule, Rule::kMix);
}

TEST(Decide, DoesNotOverflow) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  const Decision decision = Decide(Project({kMax, kMax}, {kMax, kMax / 2}, kMax, kMax));
  for (const Finding& finding : decision.findings) EXPECT_TRUE(finding.asks_for_streaming);
  EXPECT_EQ(decision.findings.back().value, 50u);
}

TEST(Decide, AWishIsStrongerThanFindings) {
  const ProjectStatistics large = Project({1, 90 * kMiB}), small = Project({1, 1});
  const Decision standard = Decide(large, {}, Wish::kStandard, 1);
  EXPECT_EQ(standard.method, Method::kStandard);
  EXPECT_EQ(Reason(standard), "standard was asked for");
  EXPECT_EQ(standard.decider(), nullptr);
  EXPECT_TRUE(standard.findings.front().asks_for_streaming);
  const Decision streaming = Decide(small, {}, Wish::kStreaming, 1);
  EXPECT_EQ(streaming.method, Method::kStreaming);
  EXPECT_EQ(Reason(streaming), "streaming was asked for");
}

TEST(Decide, TheProfileIsWhereTheBytesAre) {
  EXPECT_EQ(Decide(Project({})).profile, Profile::kSmallFiles);
  EXPECT_EQ(Decide(Project({100, 9 * kMiB})).profile, Profile::kSmallFiles);
  EXPECT_EQ(Decide(Project({2, 20 * kMiB}, {1, 19 * kMiB})).profile, Profile::kLargeFiles);
  EXPECT_EQ(Decide(Project({2, 20 * kMiB}, {1, 12 * kMiB})).profile, Profile::kMixed);
  EXPECT_EQ(Decide(Project({900, 100 * kMiB}, {1, 11 * kMiB})).profile, Profile::kSmallFiles);
}

TEST(Concurrency, IsTheProfilesBoundedByCores) {
  struct Row {
    Profile profile;
    size_t cores, want;
  };
  for (const Row& row :
       {Row{Profile::kLargeFiles, 8, 2}, Row{Profile::kSmallFiles, 8, 6}, Row{Profile::kMixed, 8, 4},
        Row{Profile::kLargeFiles, 2, 2}, Row{Profile::kSmallFiles, 6, 6}, Row{Profile::kSmallFiles, 5, 5},
        Row{Profile::kMixed, 3, 3}, Row{Profile::kLargeFiles, 1, 1}, Row{Profile::kMixed, 0, 1}}) {
    EXPECT_EQ(Concurrency(row.profile, row.cores), row.want) << NameOf(row.profile) << " " << row.cores;
  }
}

TEST(Decide, ComplexityCountsWhatIsOver) {
  EXPECT_EQ(Decide(Project({1, 1})).complexity, Complexity::kSimple);
  EXPECT_EQ(Decide(Project({1001, 1})).complexity, Complexity::kModerate);
  EXPECT_EQ(Decide(Project({1001, 1}, {}, 11)).complexity, Complexity::kModerate);
  EXPECT_EQ(Decide(Project({1001, 51 * kMiB}, {}, 11)).complexity, Complexity::kComplex);
}

TEST(Explain, ShowsEveryRuleAndWhichDecided) {
  EXPECT_EQ(Explain(Decide(Project({1001, 20 * kMiB}, {1, 12 * kMiB}, 3, 40 * kMiB), {}, Wish::kAuto, 2)),
            "method: streaming, because files 1001 is over 1000\n"
            "  total size                 20.0 MiB    limit 50.0 MiB  within\n"
            "  estimated memory           40.0 MiB   limit 512.0 MiB  within\n"
            "  large files                       1           limit 5  within\n"
            "  depth                             3          limit 10  within\n"
            "  files                          1001        limit 1000  over: streaming\n"
            "  mix of large and small         40 %        limit 25 %  over: streaming\n"
            "complexity: moderate; profile: mixed, 2 at a time on 2 cores\n");
}

}  // namespace
}  // namespace archive_export
