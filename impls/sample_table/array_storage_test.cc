#include "impls/sample_table/array_storage.h"

#include <array>
#include <cstdint>
#include <utility>

#include "gtest/gtest.h"

namespace sample_table {
namespace {

using Numbers = ArrayStorage<uint32_t>;

constexpr std::array<uint32_t, 3> kNumbers = {1, 2, 3};

TEST(ArrayStorage, ACopyIsItsOwnAndEndsWithZeros) {
  std::array<uint32_t, 3> numbers = kNumbers;
  const Numbers copy = Numbers::Copy(numbers, /*more=*/2);
  numbers[0] = 9;
  ASSERT_EQ(copy.size(), 5u);
  EXPECT_EQ(copy[0], 1u);
  EXPECT_EQ(copy[2], 3u);
  EXPECT_EQ(copy[3], 0u);
  EXPECT_EQ(copy[4], 0u);
  EXPECT_EQ(copy.allocated_bytes(), 20u);
}

TEST(ArrayStorage, AViewAllocatesNothing) {
  const Numbers view = Numbers::Borrow(kNumbers);
  EXPECT_EQ(view.data(), kNumbers.data());
  EXPECT_EQ(view.size(), 3u);
  EXPECT_EQ(view.allocated_bytes(), 0u);
}

TEST(ArrayStorage, IsEmptyWhenMovedFrom) {
  Numbers first = Numbers::Copy(kNumbers);
  const uint32_t* const data = first.data();
  Numbers second = std::move(first);
  EXPECT_EQ(second.data(), data);
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what a moved-from array is
  Numbers third = Numbers::Borrow(kNumbers);
  third = std::move(second);
  EXPECT_EQ(third.data(), data);
  EXPECT_EQ(third.allocated_bytes(), 12u);
  EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(ArrayStorage, OfNothingIsEmpty) {
  EXPECT_TRUE(Numbers().empty());
  EXPECT_TRUE(Numbers::Copy({}).empty());
  EXPECT_EQ(Numbers::Copy({}).allocated_bytes(), 0u);
}

}  // namespace
}  // namespace sample_table
