#include "impls/sample_table/run_sums.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "impls/sample_table/big_endian.h"

namespace sample_table {

RunSums SumRunsOneByOne(const uint8_t* entries, uint32_t count) {
  RunSums sums;
  for (const uint8_t* const end = entries + uint64_t{8} * count; entries < end; entries += 8) {
    const uint64_t samples = Load32(entries);
    sums.samples += samples;
    sums.time += samples * Load32(entries + 4);
  }
  return sums;
}

#ifdef __x86_64__
namespace {

__attribute__((target("avx2"))) RunSums SumRunsByFour(const uint8_t* entries, uint32_t count) {
  // Swapped as one number of 8 bytes: the samples become its upper half, the duration the lower one.
  const __m256i swap = _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,  //
                                        7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
  __m256i samples_of_lanes = _mm256_setzero_si256(), time_of_lanes = _mm256_setzero_si256();
  const uint32_t whole = count / 4 * 4;
  for (uint32_t i = 0; i < whole; i += 4) {
    const __m256i raw = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(entries + uint64_t{8} * i));
    const __m256i runs = _mm256_shuffle_epi8(raw, swap), samples = _mm256_srli_epi64(runs, 32);
    samples_of_lanes = _mm256_add_epi64(samples_of_lanes, samples);
    time_of_lanes = _mm256_add_epi64(time_of_lanes, _mm256_mul_epu32(runs, samples));
  }
  RunSums sums = SumRunsOneByOne(entries + uint64_t{8} * whole, count - whole);
  alignas(32) uint64_t lanes[2][4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes[0]), samples_of_lanes);
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes[1]), time_of_lanes);
  for (const uint64_t lane : lanes[0]) sums.samples += lane;
  for (const uint64_t lane : lanes[1]) sums.time += lane;
  return sums;
}

}  // namespace
#endif

RunSums SumRuns(const uint8_t* entries, uint32_t count) {
#ifdef __x86_64__
  static const bool by_four = __builtin_cpu_supports("avx2") != 0;
  if (by_four) return SumRunsByFour(entries, count);
#endif
  return SumRunsOneByOne(entries, count);
}

}  // namespace sample_table
