// The parts of the succinct table, where the contract's tracks do not reach: numbers of every width and any order.
#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/period.h"
#include "impls/sample_table/search.h"
#include "impls/sample_table/tables.h"
#include "impls/sample_table/time_map.h"

namespace sample_table {
namespace {

TEST(BitWriter, FieldsOfEveryWidthComeBack) {
  std::mt19937_64 random(1);
  for (int bits = 0; bits <= 57; ++bits) {
    BitWriter writer;
    std::vector<uint64_t> values;
    for (int i = 0; i < 100; ++i) {
      values.push_back(bits == 0 ? 0 : random() >> (64 - bits));
      writer.Append(values.back(), bits);
    }
    const ArrayStorage<uint8_t> bytes = writer.Take();
    EXPECT_EQ(bytes.size(), (100u * bits + 7) / 8 + BitWriter::kPaddingBytes);
    for (int i = 0; i < 100; ++i) ASSERT_EQ(LoadBits(bytes.data(), uint64_t(i) * bits, bits), values[i]) << bits;
  }
}

TEST(BitsFor, LeavesOutWidthsThatOneLoadCannotReach) {
  EXPECT_EQ(BitsFor(0), 0);
  EXPECT_EQ(BitsFor(1), 1);
  EXPECT_EQ(BitsFor((uint64_t{1} << 57) - 1), 57);
  EXPECT_EQ(BitsFor(uint64_t{1} << 57), 64);
  EXPECT_EQ(BitsFor(UINT64_MAX), 64);
}

TEST(Reciprocal, DividesAsDivisionDoes) {
  std::mt19937_64 random(2);
  const uint32_t edges[] = {1, 2, 3, 7, 23, 641, 65'535, 65'536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};
  std::vector<uint32_t> divisors(std::begin(edges), std::end(edges));
  for (int i = 0; i < 1000; ++i) divisors.push_back(1 + static_cast<uint32_t>(random() >> (32 + random() % 31)) / 2);
  for (const uint32_t divisor : divisors) {
    const Reciprocal reciprocal(divisor);
    for (const uint32_t x : edges) ASSERT_EQ(reciprocal.Divide(x), x / divisor) << x << " / " << divisor;
    ASSERT_EQ(reciprocal.Divide(0), 0u);
    for (int i = 0; i < 100; ++i) {
      const uint64_t multiple = random() % (uint64_t{0xffffffff} / divisor + 1) * divisor;
      for (const uint64_t x : {multiple, multiple - 1, random() & 0xffffffff}) {
        const auto value = static_cast<uint32_t>(x);
        ASSERT_EQ(reciprocal.Divide(value), value / divisor) << value << " / " << divisor;
      }
      const auto most = static_cast<uint64_t>((static_cast<unsigned __int128>(1) << 64) / divisor - 1);
      const uint64_t most_short = std::min(most, UINT64_MAX - 1);
      const uint64_t short_multiple = random() % most_short / divisor * divisor;
      for (const uint64_t x : {short_multiple, short_multiple - (short_multiple > 0 ? 1 : 0), most_short}) {
        ASSERT_EQ(reciprocal.DivideShort(x), x / divisor) << x << " / " << divisor;
      }
      const uint64_t long_multiple = random() / divisor * divisor;
      for (const uint64_t x : {long_multiple, long_multiple - 1, random(), random() >> random() % 64}) {
        ASSERT_EQ(reciprocal.DivideLong(x, divisor), x / divisor) << x << " / " << divisor;
      }
    }
    for (const uint64_t x : {uint64_t{0}, UINT64_MAX - divisor, UINT64_MAX - 1, UINT64_MAX}) {
      ASSERT_EQ(reciprocal.DivideLong(x, divisor), x / divisor) << x << " / " << divisor;
    }
  }
}

TEST(TimeMap, FindsTheTimesOfTheLongestRunWithEveryDuration) {
  std::mt19937_64 random(4);
  for (const uint32_t duration : {1u, 1024u, 65'535u, 65'536u, 333'333u, 0xffffffffu}) {
    std::vector<uint8_t> entry(4, 0xff);  // samples
    for (int shift = 24; shift >= 0; shift -= 8) entry.push_back(static_cast<uint8_t>(duration >> shift));
    Tables tables;
    tables.sizes.count = 0xffffffff;
    tables.sizes.constant = 1;
    tables.durations = {1, entry.data()};
    const TimeMap map(tables);
    for (int i = 0; i < 1000; ++i) {
      const auto sample = static_cast<uint32_t>(i == 0 ? 0 : i == 1 ? 0xfffffffe : random() % 0xffffffff);
      const uint64_t begin = uint64_t{sample} * duration;
      ASSERT_EQ(map.Find(begin), sample) << duration;
      ASSERT_EQ(map.Find(begin + duration - 1), sample) << duration;
      ASSERT_EQ(map.At(sample).dts, begin) << duration;
    }
  }
}

LinearResiduals ListOf(const std::vector<uint64_t>& values) {
  LinearResidualsBuilder builder(values.size());
  for (const uint64_t value : values) builder.Add(value);
  return builder.Build();
}

TEST(LinearResiduals, KeepAnyNumbersExactly) {
  std::mt19937_64 random(3);
  for (const int bits : {0, 1, 8, 20, 40, 57, 58, 63, 64}) {
    for (const size_t count : {2, 3, 128, 129, 130, 257, 1000}) {
      std::vector<uint64_t> values(count);
      for (uint64_t& value : values) value = bits == 0 ? 5 : random() >> (64 - bits);
      const LinearResiduals list = ListOf(values);
      LinearResiduals::Values block;
      for (uint32_t i = 0; i + 1 < count; i += LinearResiduals::kBlock) {
        list.Decode(i / LinearResiduals::kBlock, block);
        const size_t decoded = std::min<size_t>(block.size(), count - i);
        ASSERT_TRUE(std::equal(block.begin(), block.begin() + decoded, values.begin() + i))
            << bits << " bits, from " << i;
      }
      for (uint32_t i = 0; i + 1 < count; ++i) {
        ASSERT_EQ(list.Get(i), values[i]) << bits << " bits, value " << i << " of " << count;
        ASSERT_EQ(list.GetPair(i), std::pair(values[i], values[i + 1])) << bits << " bits, " << i << " of " << count;
      }
    }
  }
}

TEST(LinearResiduals, AStraightLineTakesBlocksOnly) {
  std::vector<uint64_t> values;
  for (uint64_t i = 0; i <= 128 * 100; ++i) values.push_back(i * 1024);
  EXPECT_LE(ListOf(values).allocated_bytes(), 100 * 8 + 2 * BitWriter::kPaddingBytes);
}

TEST(Period, IsTheShortestThatHoldsToTheEnd) {
  EXPECT_EQ(Period(std::vector<uint32_t>{}), 0u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7}), 0u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7, 7}), 1u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7, 7, 8, 7, 7, 8}), 3u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7, 7, 8, 7, 7, 8, 7}), 3u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7, 7, 8, 7, 7}), 0u);
  EXPECT_EQ(Period(std::vector<uint32_t>{7, 7, 8, 7, 7, 9}), 0u);
}

TEST(LastAtOrBelow, FindsTheSameFromEveryGuess) {
  std::mt19937_64 random(4);
  for (uint32_t size = 1; size < 40; ++size) {
    std::vector<uint64_t> values(size);
    for (uint64_t& value : values) value = 1 + random() % 30;
    std::sort(values.begin(), values.end());
    values[0] = 0;
    for (uint64_t x = 0; x < 32; ++x) {
      const auto want = static_cast<uint32_t>(std::upper_bound(values.begin(), values.end(), x) - values.begin() - 1);
      for (uint32_t guess = 0; guess < size; ++guess) {
        const auto get = [&values](uint32_t i) { return values[i]; };
        ASSERT_EQ(LastAtOrBelow(get, 0, size - 1, guess, x), want) << "from " << guess << " of " << size;
      }
    }
  }
}

// As a forged cache may have them.
TEST(LastAtOrBelow, StaysInItsRangeWhateverTheValuesAre) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20'000; ++round) {
    const auto low = static_cast<uint32_t>(random() % 5), high = low + static_cast<uint32_t>(random() % 20);
    std::vector<uint64_t> values(high + 1);
    for (uint64_t& value : values) value = random() % 8;
    const auto guess = low + static_cast<uint32_t>(random() % (high - low + 1));
    const auto get = [&](uint32_t i) {
      EXPECT_TRUE(low <= i && i <= high) << i;
      return low <= i && i <= high ? values[i] : 0;
    };
    const uint32_t found = LastAtOrBelow(get, low, high, guess, random() % 8);
    ASSERT_TRUE(low <= found && found <= high) << found;
  }
}

}  // namespace
}  // namespace sample_table
