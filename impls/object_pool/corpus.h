#ifndef PAWL_IMPLS_OBJECT_POOL_CORPUS_H_
#define PAWL_IMPLS_OBJECT_POOL_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Sizes, orders and texts for test and benchmark, the same on every machine.
namespace object_pool::corpus {

// `count` sizes, lognormal (median 4 KiB, sigma 1.5), clipped to 64 B .. 1 MiB.
std::vector<size_t> Sizes(uint64_t seed, size_t count);

// 0 .. count - 1 in random order.
std::vector<uint32_t> Order(uint64_t seed, size_t count);

// `count` texts of `fewest_bytes` to `most_bytes`, of letters.
std::vector<std::string> Texts(uint64_t seed, size_t count, size_t fewest_bytes, size_t most_bytes);

// Names like those of environment variables (different ones) and values, 4 to 40 bytes each.
std::vector<std::pair<std::string, std::string>> Variables(uint64_t seed, size_t count);

}  // namespace object_pool::corpus

#endif  // PAWL_IMPLS_OBJECT_POOL_CORPUS_H_
