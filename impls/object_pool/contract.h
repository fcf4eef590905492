#ifndef PAWL_IMPLS_OBJECT_POOL_CONTRACT_H_
#define PAWL_IMPLS_OBJECT_POOL_CONTRACT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/impls.h"

namespace object_pool {

// What the pools of every implementation must do.
template <typename Impl>
class PoolsContract : public ::testing::Test {};

TYPED_TEST_SUITE_P(PoolsContract);

TYPED_TEST_P(PoolsContract, ABufferHasTheBytesAskedForAlignedToSixteen) {
  typename TypeParam::Bytes pool{Options()};
  for (const size_t bytes : {0, 1, 63, 64, 65, 96, 97, 128, 4096, 65536, 65537, 1 << 20, (1 << 20) + 1, 3 << 20}) {
    for (int again = 0; again < 3; ++again) {
      const auto buffer = pool.Get(bytes);
      ASSERT_NE(buffer.data(), nullptr) << bytes;
      EXPECT_EQ(buffer.size(), bytes);
      EXPECT_EQ(reinterpret_cast<uintptr_t>(buffer.data()) % 16, 0u) << bytes;
      std::memset(buffer.data(), 0xA5, bytes);
    }
  }
}

TYPED_TEST_P(PoolsContract, BuffersThatAreHeldDoNotOverlap) {
  typename TypeParam::Bytes pool{Options()};
  std::mt19937_64 random(7);
  const std::vector<size_t> sizes = corpus::Sizes(1, 4000);
  using Buffer = decltype(pool.Get(1));
  std::vector<std::pair<Buffer, int>> held;
  const auto check = [](const std::pair<Buffer, int>& each) {
    const auto* const data = reinterpret_cast<const unsigned char*>(each.first.data());
    return std::all_of(data, data + each.first.size(), [&](unsigned char c) { return c == each.second; });
  };
  for (size_t i = 0; i < sizes.size(); ++i) {
    held.emplace_back(pool.Get(sizes[i]), static_cast<int>(i % 251));
    std::memset(held.back().first.data(), held.back().second, sizes[i]);
    while (!held.empty() && random() % 64 < held.size()) {
      std::swap(held[random() % held.size()], held.back());
      ASSERT_TRUE(check(held.back())) << i;
      held.pop_back();
    }
  }
}

TYPED_TEST_P(PoolsContract, AHandleThatWasMovedFromOrReturnedHoldsNothing) {
  typename TypeParam::Bytes pool{Options()};
  auto first = pool.Get(100);
  std::byte* const data = first.data();
  auto second = std::move(first);
  EXPECT_EQ(second.data(), data);
  EXPECT_EQ(first.data(), nullptr);  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(first.size(), 0u);
  first.Return();
  second = pool.Get(200);
  EXPECT_EQ(second.size(), 200u);
  second.Return();
  second.Return();
  EXPECT_EQ(second.size(), 0u);
}

TYPED_TEST_P(PoolsContract, BuildersComeEmptyAndHoldWhatWasAdded) {
  typename TypeParam::Strings pool{Options()};
  for (int round = 0; round < 5; ++round) {
    auto strings = pool.Get();
    ASSERT_EQ(strings->size(), 0u);
    const std::vector<std::string> texts = corpus::Texts(static_cast<uint64_t>(round), 200, 0, 90);
    for (const std::string& text : texts) {
      strings->Add(text);
      strings->Append("+");
      strings->Append(text);
    }
    ASSERT_EQ(strings->size(), texts.size());
    for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ((*strings)[i], texts[i] + "+" + texts[i]);
  }
}

TYPED_TEST_P(PoolsContract, MapsComeEmptyAndHoldWhatWasSet) {
  typename TypeParam::Maps pool{Options()};
  std::mt19937_64 random(3);
  for (const size_t count : {0, 1, 8, 1000, 3, 100, 7}) {
    auto map = pool.Get();
    ASSERT_EQ(map->size(), 0u);
    std::map<std::string, std::string> want;
    for (auto& [key, value] : corpus::Variables(count, count)) {
      if (random() % 4 == 0) map->Set(key, "before " + value);
      map->Set(key, value);
      want[key] = value;
    }
    map->Set("", "of the empty key");
    want[""] = "of the empty key";
    ASSERT_EQ(map->size(), want.size());
    for (const auto& [key, value] : want) EXPECT_EQ(map->Find(key), value) << key;
    EXPECT_EQ(map->Find("v1000"), std::nullopt);
  }
}

TYPED_TEST_P(PoolsContract, WhatWipesHandsOnNothing) {
  Options options;
  options.wipe_on_return = true;
  typename TypeParam::Bytes pool(options);
  const std::string secret = "correct horse battery staple";
  for (const size_t bytes : {64, 1000, 5000, 70'000}) {
    {
      const auto buffer = pool.Get(bytes);
      std::memcpy(buffer.data() + bytes - secret.size(), secret.data(), secret.size());
    }
    for (int i = 0; i < 4; ++i) {
      const auto buffer = pool.Get(bytes);
      const std::string_view text(reinterpret_cast<const char*>(buffer.data()), bytes);
      EXPECT_EQ(text.find(secret), std::string_view::npos);
    }
  }
}

TYPED_TEST_P(PoolsContract, APoolThatKeepsNothingLendsAllTheSame) {
  Options options;
  options.strings = options.maps = options.byte_pool_bytes = 0;
  typename TypeParam::Bytes bytes(options);
  typename TypeParam::Strings strings(options);
  typename TypeParam::Maps maps(options);
  for (int i = 0; i < 3; ++i) {
    std::memset(bytes.Get(1000).data(), 1, 1000);
    auto builder = strings.Get();
    builder->Add("text");
    auto map = maps.Get();
    map->Set("key", "value");
    EXPECT_EQ((*builder)[0], "text");
    EXPECT_EQ(map->Find("key"), "value");
  }
  EXPECT_EQ(bytes.stats().retained, 0u);
  EXPECT_EQ(strings.stats().retained, 0u);
  EXPECT_EQ(maps.stats().retained, 0u);
}

TYPED_TEST_P(PoolsContract, TrimLeavesWhatIsLentAlone) {
  typename TypeParam::Bytes pool{Options()};
  auto buffer = pool.Get(1000);
  std::memset(buffer.data(), 0x5A, buffer.size());
  {
    const auto other = pool.Get(1000);
  }
  for (const Level level : {Level::kNormal, Level::kHigh, Level::kCritical}) {
    pool.Trim(level);
    EXPECT_EQ(std::count(buffer.data(), buffer.data() + 1000, std::byte{0x5A}), 1000);
  }
}

TYPED_TEST_P(PoolsContract, AnyThreadMayReturnWhatAnotherGot) {
  typename TypeParam::Bytes pool{Options()};
  using Buffer = decltype(pool.Get(1));
  for (int round = 0; round < 20; ++round) {
    std::vector<Buffer> buffers;
    std::thread([&] {
      for (size_t i = 0; i < 200; ++i) {
        buffers.push_back(pool.Get(64 * (1 + i % 50)));
        std::memset(buffers.back().data(), static_cast<int>(i), buffers.back().size());
      }
    }).join();
    for (size_t i = 0; i < buffers.size(); ++i) {
      ASSERT_EQ(buffers[i].data()[buffers[i].size() - 1], static_cast<std::byte>(i));
      buffers[i].Return();
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(PoolsContract, ABufferHasTheBytesAskedForAlignedToSixteen, BuffersThatAreHeldDoNotOverlap,
                            AHandleThatWasMovedFromOrReturnedHoldsNothing, BuildersComeEmptyAndHoldWhatWasAdded,
                            MapsComeEmptyAndHoldWhatWasSet, WhatWipesHandsOnNothing,
                            APoolThatKeepsNothingLendsAllTheSame, TrimLeavesWhatIsLentAlone,
                            AnyThreadMayReturnWhatAnotherGot);

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_CONTRACT_H_
