// The parts of the succinct table, where the contract's tracks do not reach: numbers of every width and any order.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/block_codec.h"
#include "impls/sample_table/composition_map.h"
#include "impls/sample_table/linear_residuals.h"
#include "impls/sample_table/packed.h"
#include "impls/sample_table/period.h"
#include "impls/sample_table/search.h"

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

// What the portable codec and this processor's own make of the same block must not differ, byte for byte.
class BlockCodecs : public ::testing::TestWithParam<const BlockCodec*> {
 protected:
  static constexpr uint32_t kBlock = BlockCodec::kBlock;
};

TEST_P(BlockCodecs, AddUpEntriesAndSingleRuns) {
  std::mt19937_64 random(5);
  std::vector<uint8_t> bytes(8 * kBlock);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  std::array<uint64_t, kBlock + 1> sums{UINT64_MAX - 5};
  GetParam()->add_entries(bytes.data(), sums.data());
  for (uint32_t k = 0; k < kBlock; ++k) ASSERT_EQ(sums[k + 1], sums[k] + Load32(&bytes[4 * k])) << k;
  for (uint32_t longer = 0; longer <= kBlock; ++longer) {
    for (uint32_t k = 0; k < kBlock; ++k) {
      const uint8_t samples[4] = {0, 0, static_cast<uint8_t>(k == longer ? 1 : 0), static_cast<uint8_t>(k != longer)};
      std::copy_n(samples, 4, &bytes[8 * k]);
    }
    for (const uint32_t count : {0u, 5u, 77u, kBlock}) {
      const uint32_t singles = GetParam()->add_single_runs(bytes.data(), count, sums.data());
      const uint32_t most = std::min(longer, count);
      ASSERT_LE(singles, most);
      ASSERT_LE(most - singles, 7u) << "of " << count << ", the first longer one is " << longer;
      for (uint32_t k = 0; k < singles; ++k) ASSERT_EQ(sums[k + 1], sums[k] + Load32(&bytes[8 * k + 4])) << k;
    }
  }
}

TEST_P(BlockCodecs, PackAndUnpackEveryWidth) {
  std::mt19937_64 random(6);
  for (int bits = 0; bits <= 64; bits = bits == 57 ? 64 : bits + 1) {
    const int64_t slope = static_cast<int64_t>(random() >> 20) - (int64_t{1} << 43);
    const uint64_t base = random();
    std::array<int64_t, kBlock> above;
    const auto lowest = static_cast<int64_t>(bits == 64 ? 0 : -(random() >> 40));
    for (int64_t& value : above) {
      value = static_cast<int64_t>((bits == 0 ? 0 : random() >> (64 - bits)) + static_cast<uint64_t>(lowest));
    }
    BitWriter truth;
    for (const int64_t value : above) truth.Append(static_cast<uint64_t>(value) - static_cast<uint64_t>(lowest), bits);
    const ArrayStorage<uint8_t> want = truth.Take();
    std::vector<uint8_t> packed(16 * bits + BlockCodec::kSlackBytes);
    GetParam()->pack(above.data(), lowest, bits, packed.data());
    ASSERT_TRUE(std::equal(want.data(), want.data() + 16 * bits, packed.begin())) << bits << " bits";
    std::array<uint64_t, kBlock> values;
    GetParam()->unpack(want.data(), bits, base, slope, values.data());
    for (uint32_t k = 0; k < kBlock; ++k) {
      const uint64_t residual = static_cast<uint64_t>(above[k]) - static_cast<uint64_t>(lowest);
      ASSERT_EQ(values[k], base + BlockCodec::OnLine(slope, k) + residual) << bits << " bits, value " << k;
    }
  }
}

TEST_P(BlockCodecs, FindTheLowestAndHighestDistance) {
  std::mt19937_64 random(7);
  for (const int bits : {1, 20, 63, 64}) {
    for (const int64_t slope : {int64_t{0}, int64_t{-77}, int64_t{1} << 40}) {
      std::array<uint64_t, kBlock> values;
      for (uint64_t& value : values) value = random() >> (64 - bits);
      std::array<int64_t, kBlock> above;
      const BlockCodec::Range range = GetParam()->distances(values.data(), slope, above.data());
      for (uint32_t k = 0; k < kBlock; ++k) {
        ASSERT_EQ(static_cast<uint64_t>(above[k]), values[k] - values[0] - BlockCodec::OnLine(slope, k)) << k;
      }
      EXPECT_EQ(range.lowest, *std::min_element(above.begin(), above.end()));
      EXPECT_EQ(range.highest, *std::max_element(above.begin(), above.end()));
    }
  }
}

// The names of the tests say what ran: where the processor has no AVX-512, the portable codec alone.
std::vector<const BlockCodec*> Ways() {
  std::vector<const BlockCodec*> ways = {&kPortableCodec};
  if (Avx512Codec() != nullptr) ways.push_back(Avx512Codec());
  return ways;
}

INSTANTIATE_TEST_SUITE_P(Ways, BlockCodecs, ::testing::ValuesIn(Ways()),
                         [](const auto& way) { return way.param == &kPortableCodec ? "Portable" : "Avx512"; });

TEST(Codec, IsTheFastestThatThisProcessorHas) {
  EXPECT_EQ(&Codec(), Ways().back());
  if (Avx512Codec() == nullptr) std::printf("no AVX-512 with VBMI here: its codec is not tested by this run\n");
}

TEST(LinearResiduals, AStraightLineTakesBlocksOnly) {
  std::vector<uint64_t> values;
  for (uint64_t i = 0; i <= 128 * 100; ++i) values.push_back(i * 1024);
  EXPECT_LE(ListOf(values).allocated_bytes(), 100 * 8 + 2 * BitWriter::kPaddingBytes);
}

// Offsets of all samples, 16 GB, could not be had.
TEST(CompositionMap, OneOffsetOfAllSamplesIsOfNoneOfThem) {
  const uint8_t runs[] = {0x80, 0, 0, 0, 0, 0, 0, 9, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 9};
  Tables tables;
  tables.sizes.count = UINT32_MAX;
  tables.sizes.constant = 1;
  tables.composition_offsets = {2, runs};
  const CompositionMap map(tables);
  EXPECT_EQ(map.allocated_bytes(), 0u);
  EXPECT_EQ(map.At(UINT32_MAX - 1), 9);
}

TEST(CompositionMap, FewRunsOfManySamplesAreKeptExactly) {
  const uint8_t runs[] = {0,    0,    0x75, 0x30, 0, 0, 0, 0, 0, 0, 0x27, 0x10,
                          0xff, 0xff, 0xff, 0xfa, 0, 0, 0, 1, 0, 0, 0,    3};
  Tables tables;
  tables.sizes.count = 40'001;
  tables.composition_offsets = {3, runs};
  const CompositionMap map(tables);
  EXPECT_LE(map.allocated_bytes(), 40'001u / 4 + 10);
  for (uint32_t i = 0; i < 40'001; ++i) ASSERT_EQ(map.At(i), i < 30'000 ? 0 : i < 40'000 ? -6 : 3) << i;
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
