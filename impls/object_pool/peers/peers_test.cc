#include "impls/object_pool/peers/peers.h"

#include <cstring>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/heap_in_use.h"
#include "impls/object_pool/impls.h"
#include "impls/typed_suite.h"

namespace object_pool::peers {
namespace {

template <typename Peer>
class PeerTest : public ::testing::Test {};

using BytePeers = impls::ImplList<Jemalloc, Tcmalloc, Mimalloc, PmrUnsynchronized, PmrSynchronized>;
TYPED_TEST_SUITE(PeerTest, impls::AsTestTypes<BytePeers>::Type, impls::NameByImpl);

TYPED_TEST(PeerTest, LendsBuffersThatDoNotOverlap) {
  typename TypeParam::Bytes pool{Options()};
  const std::vector<size_t> sizes = corpus::Sizes(11, 200);
  std::vector<typename TypeParam::Bytes::Buffer> buffers;
  for (size_t i = 0; i < sizes.size(); ++i) {
    buffers.push_back(pool.Get(sizes[i]));
    std::memset(buffers.back().data(), static_cast<int>(i), sizes[i]);
  }
  for (size_t i = 0; i < sizes.size(); ++i) {
    const std::vector<std::byte> want(sizes[i], static_cast<std::byte>(i));
    ASSERT_EQ(std::memcmp(buffers[i].data(), want.data(), sizes[i]), 0) << i;
  }
}

// A peer that fell back to malloc would be measured as what it is compared with.
TEST(Peers, TakeNothingFromMalloc) {
  const auto grows_by = [&](auto&& pool) {
    constexpr size_t kBytes = 1 << 20;
    {
      const auto warm = pool.Get(kBytes);
    }
    const size_t before = HeapBytesInUse();
    const auto buffer = pool.Get(kBytes);
    return HeapBytesInUse() - before;
  };
  EXPECT_EQ(grows_by(Jemalloc::Bytes(Options())), 0u);
  EXPECT_EQ(grows_by(Tcmalloc::Bytes(Options())), 0u);
  EXPECT_EQ(grows_by(Mimalloc::Bytes(Options())), 0u);
}

TEST(Peers, MapsHoldWhatWasSet) {
  const auto variables = corpus::Variables(3, 100);
  const auto filled = [&](auto&& pool) {
    auto map = pool.Get();
    for (const auto& [key, value] : variables) map->Set(key, value);
    map->Set(variables[0].first, "again");
    return map->size();
  };
  EXPECT_EQ(filled(AbslFlatHashMap::Maps(Options())), 100u);
  EXPECT_EQ(filled(PmrArenaMap::Maps(Options())), 100u);
}

}  // namespace
}  // namespace object_pool::peers
