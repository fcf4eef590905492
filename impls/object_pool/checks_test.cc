// What debug builds find out.

#include <cstring>
#include <memory>
#include <optional>

#include "gtest/gtest.h"
#include "impls/object_pool/buffer_checks.h"
#include "impls/object_pool/impls.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace object_pool {
namespace {

#ifdef NDEBUG
TEST(Checks, AreOff) { EXPECT_FALSE(checks::kOn); }
#else

using ChecksDeathTest = ::testing::Test;

TEST(ChecksDeathTest, AHandleThatOutlivesItsPoolEndsTheProcess) {
  EXPECT_DEATH(
      {
        auto pool = std::make_unique<BytePool>(Options());
        BytePool::Buffer buffer = pool->Get(100);
        pool.reset();
        buffer.Return();
      },
      "a handle outlived its pool");
  EXPECT_DEATH(
      {
        std::optional<Optimized::Maps> pool(Options{});
        auto map = pool->Get();
        pool.reset();
        pool.emplace(Options());  // in its place, but another
        map.Return();
      },
      "a handle outlived its pool");
}

TEST(ChecksDeathTest, WritingToABufferThatWasReturnedEndsTheProcess) {
  EXPECT_DEATH(
      {
        BytePool pool{Options()};
        BytePool::Buffer buffer = pool.Get(100);
        std::byte* const data = buffer.data();
        buffer.Return();
        std::memset(data, 1, 10);
        buffer = pool.Get(100);
      },
      "after it had been returned|use-after-poison");
}

TEST(Checks, WhatWasReturnedIsOverwrittenOrMayNotBeRead) {
  BytePool pool{Options()};
  BytePool::Buffer buffer = pool.Get(100);
  std::byte* const data = buffer.data();
  std::memset(data, 1, 100);
  buffer.Return();
#if defined(__SANITIZE_ADDRESS__)
  EXPECT_TRUE(__asan_address_is_poisoned(data));
  EXPECT_TRUE(__asan_address_is_poisoned(data + 99));
#else
  EXPECT_EQ(data[0], static_cast<std::byte>(checks::kFill));
  EXPECT_EQ(data[checks::kFilledBytes - 1], static_cast<std::byte>(checks::kFill));
#endif
}

#endif

TEST(Checks, AHandleDoesNotCopy) {
  EXPECT_FALSE(std::is_copy_constructible_v<BytePool::Buffer>);
  EXPECT_FALSE(std::is_copy_assignable_v<BytePool::Buffer>);
  EXPECT_FALSE(std::is_copy_constructible_v<LentPool<FlatMap>::Handle>);
  EXPECT_FALSE(std::is_copy_assignable_v<LentPool<FlatMap>::Handle>);
}

}  // namespace
}  // namespace object_pool
