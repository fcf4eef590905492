#include "impls/object_pool/object_pool.h"

#include <string>

#include "gtest/gtest.h"
#include "impls/object_pool/contract.h"
#include "impls/object_pool/impls.h"
#include "impls/typed_suite.h"

namespace object_pool {
namespace {

PAWL_INSTANTIATE_CONTRACT(PoolsContract, Impls);

TEST(Corpus, IsTheSameEverywhere) {
  EXPECT_EQ(corpus::Order(1, 5), (std::vector<uint32_t>{1, 4, 0, 2, 3}));
  const std::vector<size_t> sizes = corpus::Sizes(1, 10'000);
  EXPECT_EQ(*std::min_element(sizes.begin(), sizes.end()), 64u);
  EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), 1u << 20);
  EXPECT_EQ(std::count_if(sizes.begin(), sizes.end(), [](size_t bytes) { return bytes < 4096; }), 5066);
  EXPECT_EQ(corpus::Variables(5, 8)[7].first.substr(0, 5), "V1007");
}

}  // namespace
}  // namespace object_pool
