#include "impls/checksum/sha_ni.h"

#include <cpuid.h>
#include <immintrin.h>

#include <bit>
#include <cstring>

namespace checksum::sha_ni {
namespace {

// The rest of the program is built for CPUs that may lack these.
#define CHECKSUM_SHA_NI __attribute__((target("sha,sse4.1")))
#define CHECKSUM_SHA_NI_INLINE __attribute__((target("sha,sse4.1"), always_inline)) inline

// FIPS 180-4, 4.2.2.
alignas(16) constexpr uint32_t kRoundConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// One message on its way: its state as the instructions want it, and the last 16 words of the message schedule.
struct Stream {
  __m128i abef, cdgh;
  __m128i words[4];
};

CHECKSUM_SHA_NI_INLINE void Load(Stream& stream, const State& state) {
  const __m128i abcd = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&state[0]));
  const __m128i efgh = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&state[4]));
  const __m128i cdab = _mm_shuffle_epi32(abcd, 0xB1);
  const __m128i hgfe = _mm_shuffle_epi32(efgh, 0x1B);
  stream.abef = _mm_alignr_epi8(cdab, hgfe, 8);
  stream.cdgh = _mm_blend_epi16(hgfe, cdab, 0xF0);
}

CHECKSUM_SHA_NI_INLINE void Store(State& state, const Stream& stream) {
  const __m128i feba = _mm_shuffle_epi32(stream.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(stream.cdgh, 0xB1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[0]), _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[4]), _mm_alignr_epi8(dchg, feba, 8));
}

CHECKSUM_SHA_NI_INLINE void LoadWords(Stream& stream, const char* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (int i = 0; i < 4; ++i) {
    stream.words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + i), big_endian);
  }
}

// Rounds 4 * kGroup to 4 * kGroup + 3, and the words of the four rounds after the next twelve.
template <int kGroup>
CHECKSUM_SHA_NI_INLINE void FourRounds(Stream& s) {
  __m128i& words = s.words[kGroup % 4];
  const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(kRoundConstants) + kGroup);
  const __m128i sum = _mm_add_epi32(words, constants);
  s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, sum);
  s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(sum, 0x0E));
  if constexpr (kGroup < 12) {
    const __m128i &next = s.words[(kGroup + 1) % 4], &third = s.words[(kGroup + 2) % 4],
                  &last = s.words[(kGroup + 3) % 4];
    words = _mm_sha256msg1_epu32(words, next);
    words = _mm_sha256msg2_epu32(_mm_add_epi32(words, _mm_alignr_epi8(last, third, 4)), last);
  }
}

template <int kGroup = 0, typename... Streams>
CHECKSUM_SHA_NI_INLINE void AllRounds(Streams&... streams) {
  (FourRounds<kGroup>(streams), ...);
  if constexpr (kGroup < 15) AllRounds<kGroup + 1>(streams...);
}

CHECKSUM_SHA_NI_INLINE void Add(Stream& stream, const Stream& before) {
  stream.abef = _mm_add_epi32(stream.abef, before.abef);
  stream.cdgh = _mm_add_epi32(stream.cdgh, before.cdgh);
}

}  // namespace

bool IsSupported() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  // GCC 12's __builtin_cpu_supports does not know "sha".
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & bit_SHA) != 0 &&
         __builtin_cpu_supports("sse4.1");
}

CHECKSUM_SHA_NI void Compress(State& state, const char* data, size_t blocks) {
  Stream stream;
  Load(stream, state);
  for (; blocks > 0; --blocks, data += kBlockBytes) {
    const Stream before = stream;
    LoadWords(stream, data);
    AllRounds(stream);
    Add(stream, before);
  }
  Store(state, stream);
}

CHECKSUM_SHA_NI void CompressTwo(State& a, const char* a_data, State& b, const char* b_data, size_t blocks) {
  Stream first, second;
  Load(first, a);
  Load(second, b);
  for (; blocks > 0; --blocks, a_data += kBlockBytes, b_data += kBlockBytes) {
    const Stream first_before = first, second_before = second;
    LoadWords(first, a_data);
    LoadWords(second, b_data);
    AllRounds(first, second);
    Add(first, first_before);
    Add(second, second_before);
  }
  Store(a, first);
  Store(b, second);
}

size_t Pad(char* end, uint64_t message_bytes) {
  const size_t in_block = message_bytes % kBlockBytes;
  const size_t padding = (in_block < 56 ? kBlockBytes : 2 * kBlockBytes) - in_block;
  std::memset(end, 0, padding - 8);
  *end = static_cast<char>(0x80);
  const uint64_t bits = __builtin_bswap64(message_bytes * 8);
  std::memcpy(end + padding - 8, &bits, 8);
  return padding;
}

Digest ToDigest(const State& state) {
  Digest digest;
  for (size_t i = 0; i < state.size(); ++i) {
    const uint32_t word = __builtin_bswap32(state[i]);
    std::memcpy(&digest[4 * i], &word, 4);
  }
  return digest;
}

Digest Sha256(std::string_view message) {
  State state = kStart;
  const size_t whole = message.size() / kBlockBytes;
  Compress(state, message.data(), whole);
  const std::string_view rest = message.substr(whole * kBlockBytes);
  char last[2 * kBlockBytes];
  std::memcpy(last, rest.data(), rest.size());
  const size_t padding = Pad(last + rest.size(), message.size());
  Compress(state, last, (rest.size() + padding) / kBlockBytes);
  return ToDigest(state);
}

}  // namespace checksum::sha_ni
