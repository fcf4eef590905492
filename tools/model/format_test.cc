#include "tools/model/format.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace pawl {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Example {
  double value;
  const char* want;
};

TEST(Format, TimeTakesTheLargestUnitThatItReaches) {
  for (const Example& example : {
           Example{0, "0\u00a0ns"},
           {0.5, "0.5\u00a0ns"},
           {0.25349, "0.253\u00a0ns"},
           {0.00001, "1e-05\u00a0ns"},
           {1, "1\u00a0ns"},
           {12.345, "12.3\u00a0ns"},
           {999, "999\u00a0ns"},
           {999.4, "999\u00a0ns"},
           {999.6, "1\u00a0µs"},
           {1000, "1\u00a0µs"},
           {1234, "1.23\u00a0µs"},
           {999999, "1\u00a0ms"},
           {23.4e6, "23.4\u00a0ms"},
           {1e9, "1\u00a0s"},
           {7261e9, "7,261\u00a0s"},
           {-1500, "−1.5\u00a0µs"},
       }) {
    EXPECT_EQ(FormatTime(example.value), example.want) << example.value;
  }
}

TEST(Format, BytesAreBinaryUnits) {
  for (const Example& example : {
           Example{0, "0\u00a0B"},
           {0.5, "0.5\u00a0B"},
           {650, "650\u00a0B"},
           {1000, "1,000\u00a0B"},
           {1023, "1,023\u00a0B"},
           {1023.7, "1\u00a0KiB"},
           {1024, "1\u00a0KiB"},
           {1536, "1.5\u00a0KiB"},
           {1024 * 1024, "1\u00a0MiB"},
           {1024 * 1024 - 1, "1\u00a0MiB"},
           {5.25 * 1024 * 1024 * 1024, "5.25\u00a0GiB"},
           {-64, "−64\u00a0B"},
       }) {
    EXPECT_EQ(FormatBytes(example.value), example.want) << example.value;
  }
}

TEST(Format, CountsKeepTheirWholeDigits) {
  for (const Example& example : {
           Example{0, "0"},
           {-0.0, "0"},
           {1, "1"},
           {0.333333, "0.333"},
           {1.5, "1.5"},
           {1004, "1,004"},
           {123456, "123,456"},
           {999999.7, "1\u00a0M"},
           {1234567, "1.23\u00a0M"},
           {2e9, "2\u00a0G"},
       }) {
    EXPECT_EQ(FormatCount(example.value), example.want) << example.value;
  }
}

TEST(Format, RatiosAndPercentages) {
  EXPECT_EQ(FormatRatio(0.061), "0.061×");
  EXPECT_EQ(FormatRatio(0.06149), "0.0615×");
  EXPECT_EQ(FormatRatio(1), "1×");
  EXPECT_EQ(FormatRatio(16.42), "16.4×");
  EXPECT_EQ(FormatRatio(1234.4), "1,234×");
  EXPECT_EQ(FormatPercent(0.25), "25\u00a0%");
  EXPECT_EQ(FormatPercent(-0.123), "−12.3\u00a0%");
  EXPECT_EQ(FormatPercent(0.0312), "3.1\u00a0%");
  EXPECT_EQ(FormatPercent(0.00001), "<0.1\u00a0%");
  EXPECT_EQ(FormatPercent(0), "0\u00a0%");
}

TEST(Format, ChangesCarryTheirSign) {
  EXPECT_EQ(FormatPercentChange(1, 2), "+100\u00a0%");
  EXPECT_EQ(FormatPercentChange(4, 3), "−25\u00a0%");
  EXPECT_EQ(FormatPercentChange(0.1, 0.1), "0\u00a0%");
  EXPECT_EQ(FormatPercentChange(1e6, 1e6 + 1), "+<0.1\u00a0%");
  EXPECT_EQ(FormatPercentChange(1, 0), "−100\u00a0%");
  EXPECT_EQ(FormatPercentChange(1, 21), "+2,000\u00a0%");
}

TEST(Format, WhatIsNoNumberIsADash) {
  for (const std::optional<double>& absent : {std::optional<double>(), std::optional<double>(kNan),
                                              std::optional<double>(kInfinity), std::optional<double>(-kInfinity)}) {
    EXPECT_EQ(FormatTime(absent), "–");
    EXPECT_EQ(FormatBytes(absent), "–");
    EXPECT_EQ(FormatCount(absent), "–");
    EXPECT_EQ(FormatRatio(absent), "–");
    EXPECT_EQ(FormatPercent(absent), "–");
    EXPECT_EQ(FormatPercentChange(1, absent), "–");
    EXPECT_EQ(FormatPercentChange(absent, 1), "–");
    EXPECT_EQ(FormatAmount(absent, "widgets"), "–");
  }
  EXPECT_EQ(FormatPercentChange(0, 1), "–");
}

TEST(Format, TheLargestAndSmallestNumbersStayReadable) {
  EXPECT_EQ(FormatRatio(1e300), "1e+300×");
  EXPECT_EQ(FormatCount(std::numeric_limits<double>::denorm_min()), "4.94e-324");
  EXPECT_EQ(FormatPercentChange(std::numeric_limits<double>::min(), std::numeric_limits<double>::max()), "–");
}

TEST(Format, AmountsFollowTheUnitOfTheirRow) {
  EXPECT_EQ(FormatAmount(2, ""), "2");
  EXPECT_EQ(FormatAmount(2048, "B"), "2\u00a0KiB");
  EXPECT_EQ(FormatAmount(0.5, "x"), "0.5×");
  EXPECT_EQ(FormatAmount(2000, "ns"), "2\u00a0µs");
  EXPECT_EQ(FormatAmount(7, "pages"), "7\u00a0pages");
}

TEST(Format, UnequalNumbersSideBySideNeverReadAlike) {
  using Texts = std::pair<std::string, std::string>;
  EXPECT_EQ(FormatAmounts(1, 2, ""), Texts("1", "2"));
  EXPECT_EQ(FormatAmounts(2048, 2056, "B"), Texts("2\u00a0KiB", "2.01\u00a0KiB"));
  EXPECT_EQ(FormatAmounts(204800, 204808, "B"), Texts("200\u00a0KiB", "200.01\u00a0KiB"));
  EXPECT_EQ(FormatAmounts(1234567, 1234568, ""), Texts("1.234567\u00a0M", "1.234568\u00a0M"));
  EXPECT_EQ(FormatAmounts(5, 5, "B"), Texts("5\u00a0B", "5\u00a0B"));
  EXPECT_EQ(FormatAmounts(std::nullopt, 5, "B"), Texts("–", "5\u00a0B"));
}

}  // namespace
}  // namespace pawl
