#include "tools/cli/build_file.h"

#include <string>

#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

constexpr char kText[] = R"(# 1
_ONE = "allocations <= 1"

perf_test(
    name = "first_perf",
    claims = {
        "a": ["time <= 0.15 * baseline"],
        "b": ["time <= 0.15 * baseline"],  # 8
    },
    limits = ["instructions +3%"],
)

_LITTLE = [
    "peak_bytes <= 10",  # 14
]

perf_test(
    name = "second_perf",  # 18
    claims = {
        "a": _LITTLE + ["time <= 0.2 * baseline"],
        "b{}".format(2): [_ONE, "time <= 0.15 * {}".format("baseline")],
        "c": ["time <= {} * baseline".format(factor)],  # 22
    },
    limits = _LIMITS,
)

_LIMITS = ["allocations +2"]  # 27

[perf_test(
    name = "perf_{}".format(i),
    claims = {"d": ["time <= 0.3 * baseline"]},  # 31
) for i in [1]]
)";

class BuildFileTest : public ::testing::Test {
 protected:
  BuildFileTest() { EXPECT_TRUE(WriteFile(path_, kText).ok()); }

  std::string InEntry(const std::string& target, const std::string& key, const std::string& text) const {
    return Short(BuildFile(path_, "//x:" + target).PlaceInEntry(key, text));
  }
  std::string InCall(const std::string& name, const std::string& attribute, const std::string& text) const {
    return Short(BuildFile(path_, "//x:" + name).PlaceInCall(name, attribute, text));
  }

 private:
  // Without the folder.
  std::string Short(const std::string& place) const {
    return place.rfind(path_, 0) == 0 ? "BUILD" + place.substr(path_.size()) : place;
  }

  std::string path_ = ::testing::TempDir() + "/BUILD";
};

TEST_F(BuildFileTest, EachEntryHasItsOwnLine) {
  EXPECT_EQ(InEntry("first_perf", "a", "time <= 0.15 * baseline"), "BUILD:7");
  EXPECT_EQ(InEntry("first_perf", "b", "time <= 0.15 * baseline"), "BUILD:8");
  EXPECT_EQ(InEntry("second_perf", "a", "time <= 0.2 * baseline"), "BUILD:20");
}

TEST_F(BuildFileTest, AComputedTextHasTheLineOfItsEntry) {
  EXPECT_EQ(InEntry("second_perf", "c", "time <= 0.15 * baseline"), "BUILD:22");
}

TEST_F(BuildFileTest, ConstantsAreFoundOutsideOfTargets) {
  EXPECT_EQ(InEntry("second_perf", "b2", "allocations <= 1"), "BUILD:2");
  EXPECT_EQ(InEntry("second_perf", "b2", "peak_bytes <= 10"), "BUILD:14");
  EXPECT_EQ(InCall("second_perf", "limits", "allocations +2"), "BUILD:27");
}

TEST_F(BuildFileTest, WhatAnotherTargetSaysIsNotThisOnesPlace) {
  EXPECT_EQ(InEntry("second_perf", "b2", "time <= 0.15 * baseline"), "BUILD:18");
  EXPECT_EQ(InEntry("second_perf", "b2", "time <= 0.3 * baseline"), "BUILD:18");
  EXPECT_EQ(InCall("second_perf", "limits", "instructions +3%"), "BUILD:18");
  EXPECT_EQ(InCall("first_perf", "limits", "instructions +3%"), "BUILD:10");
}

TEST_F(BuildFileTest, ATargetWhoseNameIsComputedIsSoughtEverywhere) {
  EXPECT_EQ(InEntry("perf_1", "d", "time <= 0.3 * baseline"), "BUILD:31");
  EXPECT_EQ(InEntry("perf_1", "d", "time <= 0.4 * baseline"), "BUILD:31");
  EXPECT_EQ(InEntry("perf_1", "e", "time <= 0.4 * baseline"), "BUILD");
}

TEST(BuildFile, WithoutAFileIsTheTarget) { EXPECT_EQ(BuildFile("", "//x:y").PlaceInEntry("a", "b"), "//x:y"); }

}  // namespace
}  // namespace pawl
