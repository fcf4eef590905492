#ifndef PAWL_IMPLS_WORKER_POOL_CORPUS_H_
#define PAWL_IMPLS_WORKER_POOL_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Work for test and benchmark: the same costs and results on every machine.
namespace worker_pool::corpus {

// The result of item `i` that costs `rounds`: that many dependent steps of xorshift64, about 1.7 ns each. No memory.
inline uint64_t Work(size_t i, uint32_t rounds) {
  uint64_t x = i * 0x9e3779b97f4a7c15u + 1;
  for (uint32_t round = 0; round < rounds; ++round) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  return x;
}

// Costs of items, in rounds.
//   empty      200,000 items of nothing
//   uniform    20,000 of 300
//   pareto     20,000, Pareto of index 1.2 from 100 on, at most 2,000,000; seed 3
//   stride     20,000; 1200 for those of even index, 60 for the others: with two workers a static modulo split gives
//              all the dear ones to one of them
//   stride2k   its first 2,000: 1 ms for two workers, a time in which even a busy machine lends both CPUs now and then
//   giant      20,000 of 300, but the last costs as much as all others: whoever comes to it last works alone after that
// Aborts for any other name.
std::vector<uint32_t> Costs(std::string_view set);

// A digest of the results in their order.
uint64_t Digest(std::span<const uint64_t> results);

// The same, one after the other.
class Digester {
 public:
  void Add(uint64_t result) { digest_ = (digest_ ^ result) * 0x100000001b3u + 1; }
  uint64_t digest() const { return digest_; }

 private:
  uint64_t digest_ = 0xcbf29ce484222325u;
};

}  // namespace worker_pool::corpus

#endif  // PAWL_IMPLS_WORKER_POOL_CORPUS_H_
