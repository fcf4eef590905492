#ifndef PAWL_IMPLS_OBJECT_POOL_SIZE_CLASS_H_
#define PAWL_IMPLS_OBJECT_POOL_SIZE_CLASS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>

// Sizes of buffers: 64, 96, 128, 192, 256 ... 768 KiB, 1 MiB. Two to a doubling waste at most a third of a buffer, and
// keep what a thread may hold of all of them together small.
namespace object_pool {

constexpr uint32_t kSizeClasses = 29;
constexpr size_t kSmallestClassBytes = 64;
constexpr size_t kLargestClassBytes = size_t{1} << 20;

// REQUIRES: size_class < kSizeClasses.
constexpr size_t ClassBytes(uint32_t size_class) {
  return (size_class % 2 == 0 ? size_t{64} : size_t{96}) << (size_class / 2);
}

// The smallest class of at least `bytes`. REQUIRES: bytes <= kLargestClassBytes.
//
// The exponent and the first bit of the fraction of a double: of what plain x86-64 offers that is cheaper than finding
// the highest bit, which took 2 ns of a get that takes as much.
constexpr uint32_t ClassOf(size_t bytes) {
  constexpr auto kIndex = [](size_t last) {
    const auto bits = std::bit_cast<uint64_t>(static_cast<double>(static_cast<int64_t>(last)));
    return static_cast<uint32_t>(bits >> 51);
  };
  return kIndex(std::max(bytes, kSmallestClassBytes) - 1) - kIndex(kSmallestClassBytes - 1);
}

// How many buffers move between a thread's cache and the depot at once: a magazine, of which a cache holds two. 32
// make a lock and the transfer of their cache lines cheap for each, 64 KiB bound what lies idle, and with fewer than 4
// the depot cost more than malloc takes. None beyond 64 KiB: see thread_cache.h.
constexpr uint32_t MagazineOf(size_t bytes) {
  constexpr size_t kFewest = 4, kMost = 32, kBytes = size_t{64} << 10;
  return bytes > kBytes ? 0 : static_cast<uint32_t>(std::clamp(kBytes / bytes, kFewest, kMost));
}

// What a thread may keep of all classes together: 6.0 MiB.
constexpr size_t kMostThreadBytes = [] {
  size_t sum = 0;
  for (uint32_t i = 0; i < kSizeClasses; ++i) sum += ClassBytes(i) * (1 + 2 * MagazineOf(ClassBytes(i)));
  return sum;
}();

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_SIZE_CLASS_H_
