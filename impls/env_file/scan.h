#ifndef PAWL_IMPLS_ENV_FILE_SCAN_H_
#define PAWL_IMPLS_ENV_FILE_SCAN_H_

#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__) && !defined(PAWL_ENV_FILE_PORTABLE)
#include <emmintrin.h>
#define PAWL_ENV_FILE_SSE2 1
#else
#define PAWL_ENV_FILE_SSE2 0
#endif

// Finds the bytes at which a .env file takes a turn, 64 at a time where the compiler targets SSE2 (every x86-64), else
// one at a time; with -DPAWL_ENV_FILE_PORTABLE the latter everywhere. No byte outside of [at, end) is read. All
// functions return `end` where they find nothing.
namespace env_file::scan {

// What lay between the beginning and the byte that was found: any non-zero value says that some of it did.
struct Seen {
  uint64_t special = 0;  // '\\', '$' or '\r'
  uint64_t hash = 0;     // '#'
  uint64_t newline = 0;  // '\n'
};

namespace internal {

// Bytes that end a key: what IsKeyByte() refuses.
inline bool EndsKey(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '=' || c == '#' || c == '"' || c == '\'' || c == '`' ||
         c == '\x7f';
}
inline bool IsSpecial(char c) { return c == '\\' || c == '$' || c == '\r'; }
inline bool IsPlainText(char c) { return static_cast<signed char>(c) > 0; }

#if PAWL_ENV_FILE_SSE2

// 64 bytes, asked one question at a time; bit i of an answer is byte i's.
class Block {
 public:
  explicit Block(const char* at) {
    for (int i = 0; i < 4; ++i) part_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + i);
  }

  template <char... kBytes>
  uint64_t AnyOf() const {
    return Each([](__m128i part) { return Or(_mm_cmpeq_epi8(part, _mm_set1_epi8(kBytes))...); });
  }
  uint64_t Equal(char byte) const {
    return Each([byte](__m128i part) { return _mm_cmpeq_epi8(part, _mm_set1_epi8(byte)); });
  }
  uint64_t EndsKey() const {
    return Each([](__m128i part) {
      // As unsigned bytes, part <= ' ' where the smaller of both is part itself.
      const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(part, _mm_set1_epi8(' ')), part);
      return Or(low, Is<'='>(part), Is<'#'>(part), Is<'"'>(part), Is<'\''>(part), Is<'`'>(part), Is<'\x7f'>(part));
    });
  }
  uint64_t NotPlainText() const {
    return Each([](__m128i part) { return _mm_cmplt_epi8(part, _mm_set1_epi8(1)); });
  }

 private:
  template <char kByte>
  static __m128i Is(__m128i part) {
    return _mm_cmpeq_epi8(part, _mm_set1_epi8(kByte));
  }
  template <typename... Parts>
  static __m128i Or(__m128i first, Parts... rest) {
    ((first = _mm_or_si128(first, rest)), ...);
    return first;
  }
  template <typename Question>
  uint64_t Each(Question question) const {
    uint64_t answer = 0;
    for (int i = 0; i < 4; ++i) {
      answer |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(question(part_[i])))) << (16 * i);
    }
    return answer;
  }

  __m128i part_[4];
};

constexpr int kBlockBytes = 64;
inline uint64_t Below(uint64_t lowest) { return (lowest & -lowest) - 1; }  // all bits below it; all if there is none

#endif

}  // namespace internal

// The first NUL or byte of a non-ASCII character.
inline const char* SkipText(const char* at, const char* end) {
#if PAWL_ENV_FILE_SSE2
  for (; end - at >= internal::kBlockBytes; at += internal::kBlockBytes) {
    if (const uint64_t found = internal::Block(at).NotPlainText()) return at + std::countr_zero(found);
  }
#endif
  while (at != end && internal::IsPlainText(*at)) ++at;
  return at;
}

// The first byte that ends a key.
inline const char* FindKeyEnd(const char* at, const char* end) {
#if PAWL_ENV_FILE_SSE2
  for (; end - at >= internal::kBlockBytes; at += internal::kBlockBytes) {
    if (const uint64_t found = internal::Block(at).EndsKey()) return at + std::countr_zero(found);
  }
#endif
  while (at != end && !internal::EndsKey(*at)) ++at;
  return at;
}

// The first '\n' or '\r'. Adds to `seen` what lies before it.
inline const char* FindLineBreak(const char* at, const char* end, Seen& seen) {
#if PAWL_ENV_FILE_SSE2
  for (; end - at >= internal::kBlockBytes; at += internal::kBlockBytes) {
    const internal::Block block(at);
    const uint64_t found = block.AnyOf<'\n', '\r'>();
    const uint64_t before = internal::Below(found);
    seen.special |= block.AnyOf<'\\', '$'>() & before;
    seen.hash |= block.Equal('#') & before;
    if (found != 0) return at + std::countr_zero(found);
  }
#endif
  for (; at != end && *at != '\n' && *at != '\r'; ++at) {
    seen.special |= internal::IsSpecial(*at);
    seen.hash |= *at == '#';
  }
  return at;
}

// The first `quote`. Adds to `seen` what lies before it.
inline const char* FindQuote(const char* at, const char* end, char quote, Seen& seen) {
#if PAWL_ENV_FILE_SSE2
  for (; end - at >= internal::kBlockBytes; at += internal::kBlockBytes) {
    const internal::Block block(at);
    const uint64_t found = block.Equal(quote);
    const uint64_t before = internal::Below(found);
    seen.special |= block.AnyOf<'\\', '$', '\r'>() & before;
    seen.newline |= block.Equal('\n') & before;
    if (found != 0) return at + std::countr_zero(found);
  }
#endif
  for (; at != end && *at != quote; ++at) {
    seen.special |= internal::IsSpecial(*at);
    seen.newline |= *at == '\n';
  }
  return at;
}

}  // namespace env_file::scan

#endif  // PAWL_IMPLS_ENV_FILE_SCAN_H_
