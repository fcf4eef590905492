#include "impls/random.h"

#include <fstream>
#include <iterator>
#include <string>

#include "gtest/gtest.h"
#include "impls/temp_dir.h"

namespace impls {
namespace {

TEST(RandomBytes, AreTheSameEverywhere) {
  // SplitMix64 of seed 1 begins with 0x910a2dec89025cc1 and 0xbeeb8da1658eec67; words are stored least byte first.
  EXPECT_EQ(RandomBytes(/*seed=*/1, 11), "\xc1\x5c\x02\x89\xec\x2d\x0a\x91\x67\xec\x8e");
}

TEST(RandomBytes, AShorterTextIsTheBeginningOfALongerOne) {
  const std::string text = RandomBytes(/*seed=*/2, 1000);
  for (const size_t size_bytes : {0, 1, 7, 8, 9, 999})
    EXPECT_EQ(RandomBytes(2, size_bytes), text.substr(0, size_bytes));
}

TEST(WriteRandomFile, WritesThoseBytesWhateverTheSize) {
  const TempDir directory = TempDir::Make().value();
  for (const size_t size_bytes : {200'003, 65'536, 65'535, 1, 0}) {  // each replaces a longer one
    ASSERT_TRUE(WriteRandomFile(directory.path() / "file", /*seed=*/3, size_bytes).ok());
    std::ifstream file(directory.path() / "file", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(bytes == RandomBytes(3, size_bytes)) << size_bytes << " bytes";
  }
}

TEST(Normal, HasMeanZeroAndDeviationOne) {
  std::mt19937_64 random(1);
  constexpr int kCount = 100'000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = Normal(random);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.02);
  EXPECT_NEAR(squares / kCount, 1, 0.02);
}

}  // namespace
}  // namespace impls
