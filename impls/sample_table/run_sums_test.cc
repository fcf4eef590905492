#include "impls/sample_table/run_sums.h"

#include <cstdint>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace sample_table {
namespace {

TEST(RunSums, AddsSamplesAndTheirDurations) {
  const std::vector<uint8_t> entries = {0, 0, 0, 2, 0, 0, 1, 0,   // 2 x 256
                                        0, 0, 1, 1, 0, 0, 0, 3};  // 257 x 3
  const RunSums expected = {259, 2 * 256 + 257 * 3};
  EXPECT_EQ(SumRuns(entries.data(), 2), expected);
  EXPECT_EQ(SumRunsOneByOne(entries.data(), 2), expected);
  EXPECT_EQ(SumRuns(entries.data(), 0), RunSums());
}

TEST(RunSums, FourAtATimeIsTheSameAsOneByOne) {
  std::mt19937_64 random(4);
  std::vector<uint8_t> bytes(8 * 300 + 1);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random() % 3 == 0 ? 255 : random());
  for (uint32_t count = 0; count < 300; ++count) {
    const uint8_t* const at = bytes.data() + count % 2;
    ASSERT_EQ(SumRuns(at, count), SumRunsOneByOne(at, count)) << count;
  }
}

}  // namespace
}  // namespace sample_table
