#include "impls/sample_table/block_codec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/array_storage.h"
#include "impls/sample_table/big_endian.h"
#include "impls/sample_table/packed.h"

namespace sample_table {
namespace {

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

}  // namespace
}  // namespace sample_table
