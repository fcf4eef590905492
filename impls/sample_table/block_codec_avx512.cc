#include "impls/sample_table/block_codec.h"

#if defined(__x86_64__) && defined(__GNUC__)

#ifndef __clang__  // gcc 12 finds its own headers' deliberately undefined vectors uninitialized
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

// What every function here may use, and what is asked of the processor before.
#define PAWL_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,bmi,bmi2")]]

namespace sample_table {
namespace {

constexpr uint32_t kBlock = BlockCodec::kBlock;

// Eight values of `bits` bits fill so many bytes exactly: this is what makes groups of 8 independent of each other.
constexpr int kGroup = 8;

// Where the bytes of a group come from: byte j of the packed ones is byte `from[j]` of the even (or odd) values, which
// have been shifted by what their first bit is within a byte; `has` are the bytes that there are. From 8 bits on no
// byte has parts of two even, or of two odd, values.
struct Scatter {
  std::array<uint8_t, 64> from{};
  uint64_t has = 0;
};
constexpr int kLeastScattered = 8, kMostScattered = 57;

constexpr auto kScatters = [] {
  std::array<std::array<Scatter, 2>, kMostScattered + 1> all{};
  for (int bits = kLeastScattered; bits <= kMostScattered; ++bits) {
    for (int value = 0; value < kGroup; ++value) {
      const int first = value * bits / 8, last = ((value + 1) * bits - 1) / 8;
      Scatter& scatter = all[bits][value % 2];
      for (int j = first; j <= last; ++j) {
        scatter.from[j] = static_cast<uint8_t>(8 * value + (j - first));
        scatter.has |= uint64_t{1} << j;
      }
    }
  }
  return all;
}();

// sums[1] to sums[8] of eight values, and the last of them in all lanes.
PAWL_AVX512 inline __m512i AddUp(__m512i values, __m512i before, uint64_t* sums) {
  const __m512i zero = _mm512_setzero_si512();
  values = _mm512_add_epi64(values, _mm512_alignr_epi64(values, zero, 7));
  values = _mm512_add_epi64(values, _mm512_alignr_epi64(values, zero, 6));
  values = _mm512_add_epi64(values, _mm512_alignr_epi64(values, zero, 4));
  values = _mm512_add_epi64(values, before);
  _mm512_storeu_si512(sums, values);
  return _mm512_permutexvar_epi64(_mm512_set1_epi64(7), values);
}

PAWL_AVX512 void AddEntries(const uint8_t* entries, uint64_t* sums) {
  const __m256i swap = _mm256_broadcastsi128_si256(_mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
  __m512i before = _mm512_set1_epi64(static_cast<int64_t>(sums[0]));
  for (uint32_t k = 0; k < kBlock; k += kGroup) {
    const __m256i raw = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(entries + 4 * k));
    before = AddUp(_mm512_cvtepu32_epi64(_mm256_shuffle_epi8(raw, swap)), before, sums + k + 1);
  }
}

PAWL_AVX512 uint32_t AddSingleRuns(const uint8_t* runs, uint32_t count, uint64_t* sums) {
  const __m512i swap = _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  const __m512i one = _mm512_set1_epi64(1), low = _mm512_set1_epi64(0xffffffff);
  __m512i before = _mm512_set1_epi64(static_cast<int64_t>(sums[0]));
  uint32_t k = 0;
  for (; k + kGroup <= count; k += kGroup) {
    const __m512i run = _mm512_shuffle_epi8(_mm512_loadu_si512(runs + 8 * k), swap);  // the number in the high half
    if (_mm512_cmpneq_epi64_mask(_mm512_srli_epi64(run, 32), one) != 0) break;
    before = AddUp(_mm512_and_si512(run, low), before, sums + k + 1);
  }
  return k;
}

// slope * 0 to slope * 7; the same of the next eight is slope * 8 more. By additions, since a block would wait for a
// multiplication of 64-bit lanes about as long as for all the rest.
PAWL_AVX512 inline __m512i FirstOfLine(int64_t slope) {
  const __m512i one = _mm512_set1_epi64(slope), two = _mm512_slli_epi64(one, 1), four = _mm512_slli_epi64(one, 2);
  const __m512i up_to_3 = _mm512_mask_add_epi64(_mm512_maskz_mov_epi64(0b10101010, one), 0b11001100,
                                                _mm512_maskz_mov_epi64(0b10101010, one), two);
  return _mm512_mask_add_epi64(up_to_3, 0b11110000, up_to_3, four);
}

PAWL_AVX512 BlockCodec::Range Distances(const uint64_t* values, int64_t slope, int64_t* above) {
  const __m512i first = _mm512_set1_epi64(static_cast<int64_t>(values[0])), step = _mm512_set1_epi64(slope * kGroup);
  __m512i line = FirstOfLine(slope), lowest = _mm512_setzero_si512(), highest = lowest;
  for (uint32_t k = 0; k < kBlock; k += kGroup) {
    const __m512i on_line = _mm512_add_epi64(first, _mm512_srai_epi64(line, BlockCodec::kSlopeFraction));
    const __m512i distance = _mm512_sub_epi64(_mm512_loadu_si512(values + k), on_line);
    line = _mm512_add_epi64(line, step);
    lowest = _mm512_min_epi64(lowest, distance);
    highest = _mm512_max_epi64(highest, distance);
    _mm512_storeu_si512(above + k, distance);
  }
  return {_mm512_reduce_min_epi64(lowest), _mm512_reduce_max_epi64(highest)};
}

PAWL_AVX512 void Pack(const int64_t* above, int64_t lowest, int bits, uint8_t* out) {
  if (bits == 0) return;
  const __m512i least = _mm512_set1_epi64(lowest);
  if (bits > kMostScattered) {
    for (uint32_t k = 0; k < kBlock; k += kGroup) {
      _mm512_storeu_si512(out + 8 * k, _mm512_sub_epi64(_mm512_loadu_si512(above + k), least));
    }
    return;
  }
  if (bits < kLeastScattered) {
    const uint64_t kept = (uint64_t{0xff} >> (8 - bits)) * 0x0101010101010101;
    for (uint32_t k = 0; k < kBlock; k += kGroup, out += bits) {
      const __m128i bytes = _mm512_cvtepi64_epi8(_mm512_sub_epi64(_mm512_loadu_si512(above + k), least));
      const uint64_t packed = _pext_u64(static_cast<uint64_t>(_mm_cvtsi128_si64(bytes)), kept);
      std::memcpy(out, &packed, sizeof packed);
    }
    return;
  }
  const auto& [even, odd] = kScatters[bits];
  const __m512i from_even = _mm512_loadu_si512(even.from.data()), from_odd = _mm512_loadu_si512(odd.from.data());
  const __m512i shift = _mm512_and_si512(FirstOfLine(bits), _mm512_set1_epi64(7));
  const __mmask64 all = _bzhi_u64(~uint64_t{0}, bits);
  for (uint32_t k = 0; k < kBlock; k += kGroup, out += bits) {
    const __m512i value = _mm512_sllv_epi64(_mm512_sub_epi64(_mm512_loadu_si512(above + k), least), shift);
    _mm512_mask_storeu_epi8(out, all,
                            _mm512_or_si512(_mm512_maskz_permutexvar_epi8(even.has, from_even, value),
                                            _mm512_maskz_permutexvar_epi8(odd.has, from_odd, value)));
  }
}

PAWL_AVX512 void Unpack(const uint8_t* packed, int bits, uint64_t base, int64_t slope, uint64_t* values) {
  const __m512i first = _mm512_set1_epi64(static_cast<int64_t>(base)), step = _mm512_set1_epi64(slope * kGroup);
  __m512i line = FirstOfLine(slope);
  if (bits == 0) {  // a load of no bytes from where there is no memory would fault, and be mended by the processor
    for (uint32_t k = 0; k < kBlock; k += kGroup) {
      const __m512i on_line = _mm512_srai_epi64(line, BlockCodec::kSlopeFraction);
      _mm512_storeu_si512(values + k, _mm512_add_epi64(first, on_line));
      line = _mm512_add_epi64(line, step);
    }
    return;
  }
  // Each lane takes the 8 bytes from that of its first bit on, or itself where the values are as wide as lanes.
  const __m512i bit = FirstOfLine(bits), shift = _mm512_and_si512(bit, _mm512_set1_epi64(7));
  const __m512i bytes =
      _mm512_add_epi64(_mm512_mullo_epi64(_mm512_srli_epi64(bit, 3), _mm512_set1_epi64(0x0101010101010101)),
                       _mm512_set1_epi64(0x0706050403020100));
  const __m512i kept = _mm512_set1_epi64(static_cast<int64_t>(_bzhi_u64(~uint64_t{0}, bits)));
  const __mmask64 all = _bzhi_u64(~uint64_t{0}, bits);
  for (uint32_t k = 0; k < kBlock; k += kGroup, packed += bits) {
    const __m512i group = _mm512_permutexvar_epi8(bytes, _mm512_maskz_loadu_epi8(all, packed));
    const __m512i above = _mm512_and_si512(_mm512_srlv_epi64(group, shift), kept);
    const __m512i on_line = _mm512_add_epi64(first, _mm512_srai_epi64(line, BlockCodec::kSlopeFraction));
    line = _mm512_add_epi64(line, step);
    _mm512_storeu_si512(values + k, _mm512_add_epi64(on_line, above));
  }
}

constexpr BlockCodec kAvx512Codec = {AddEntries, AddSingleRuns, Distances, Pack, Unpack};

}  // namespace

const BlockCodec* Avx512Codec() {
  const bool has = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("bmi") &&
                   __builtin_cpu_supports("bmi2");
  return has ? &kAvx512Codec : nullptr;
}

}  // namespace sample_table

#else

namespace sample_table {

const BlockCodec* Avx512Codec() { return nullptr; }

}  // namespace sample_table

#endif
