#ifndef PAWL_IMPLS_IMAGE_FLAGS_QUOTING_H_
#define PAWL_IMPLS_IMAGE_FLAGS_QUOTING_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// A test defines the second, to try what processors without SSE2 do.
#if defined(__SSE2__) && !defined(PAWL_IMAGE_FLAGS_PORTABLE)
#define PAWL_IMAGE_FLAGS_SSE2 1
#include <emmintrin.h>
#endif

// Copying of tokens and the look for bytes that need quotes. Implementation details of the line writers.
namespace image_flags::internal {

// Whether any byte is unsafe; false for empty text.
bool HasUnsafe(std::string_view text);

// Bytes of the text inside single quotes, without the quotes, and writing it; returns the end.
size_t EscapedSize(std::string_view text);
char* CopyEscaped(std::string_view text, char* to);

// 16 bytes looked at together; the compiler turns each operator into one or two vector instructions.
using Block [[gnu::vector_size(16)]] = unsigned char;
using Halves [[gnu::vector_size(16)]] = uint64_t;

template <typename T>
[[gnu::always_inline]] inline T Load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
[[gnu::always_inline]] inline void Store(T value, char* to) {
  std::memcpy(to, &value, sizeof value);
}

// Per byte how far it is above `span`; zero up to there.
[[gnu::always_inline]] inline Block Above(Block bytes, unsigned char span) {
#if PAWL_IMAGE_FLAGS_SSE2
  return reinterpret_cast<Block>(
      _mm_subs_epu8(reinterpret_cast<__m128i>(bytes), _mm_set1_epi8(static_cast<char>(span))));
#else
  return (bytes > span ? bytes : Block{} + span) - span;
#endif
}

[[gnu::always_inline]] inline Block Min(Block a, Block b) { return a < b ? a : b; }

// Per byte zero if it is a letter, a digit or one of "_+,-./:", which most tokens have nothing beside; not zero for the
// safe "@%=" and for all unsafe bytes. Takes half the instructions of the exact answer.
[[gnu::always_inline]] inline Block Strange(Block bytes) {
  const Block not_low = Above(bytes - '+', ':' - '+');  // Wraps around below '+'.
  const Block not_letter = Above((bytes | 0x20) - 'a', 'z' - 'a');
  return Min(Min(not_low, not_letter), bytes ^ '_');
}

[[gnu::always_inline]] inline bool IsZero(Block bytes) {
#if PAWL_IMAGE_FLAGS_SSE2
  return _mm_movemask_epi8(_mm_cmpeq_epi8(reinterpret_cast<__m128i>(bytes), _mm_setzero_si128())) == 0xffff;
#else
  const Halves halves = reinterpret_cast<Halves>(bytes);
  return (halves[0] | halves[1]) == 0;
#endif
}

template <typename T>
[[gnu::always_inline]] inline void CopyEnds(const char* from, size_t size, char* to) {
  const T first = Load<T>(from), last = Load<T>(from + size - sizeof(T));
  Store(first, to);
  Store(last, to + size - sizeof(T));
}

// Copies and returns the end of the copy. Two fixed-size copies that may overlap cost less than a call of memcpy, which
// for tokens of 2 to 32 bytes is most of its price.
[[gnu::always_inline]] inline char* Copy(std::string_view text, char* to) {
  const size_t size = text.size();
  if (size > 32) {
    std::memcpy(to, text.data(), size);
  } else if (size >= 16) {
    CopyEnds<Block>(text.data(), size, to);
  } else if (size >= 8) {
    CopyEnds<uint64_t>(text.data(), size, to);
  } else if (size >= 4) {
    CopyEnds<uint32_t>(text.data(), size, to);
  } else if (size >= 2) {
    CopyEnds<uint16_t>(text.data(), size, to);
  } else if (size == 1) {
    *to = text.front();
  }
  return to + size;
}

// Copies like Copy and tells whether no byte of the text is Strange(), of bytes that are in registers already; false
// for empty text. Nothing behind the text is read or written.
[[gnu::always_inline]] inline bool CopyIsPlain(std::string_view text, char* to) {
  const char* const from = text.data();
  const size_t size = text.size();
  Block strange;
  if (size >= sizeof(Block)) {
    const size_t last = size - sizeof(Block);
    const Block tail = Load<Block>(from + last);
    strange = Strange(tail);
    for (size_t at = 0; at < last; at += sizeof(Block)) {
      const Block block = Load<Block>(from + at);
      Store(block, to + at);
      strange |= Strange(block);
    }
    Store(tail, to + last);
  } else if (size >= 8) {
    const Halves ends = {Load<uint64_t>(from), Load<uint64_t>(from + size - 8)};
    Store(uint64_t{ends[0]}, to);
    Store(uint64_t{ends[1]}, to + size - 8);
    strange = Strange(reinterpret_cast<Block>(ends));
  } else if (size >= 4) {
    const uint32_t first = Load<uint32_t>(from), last = Load<uint32_t>(from + size - 4);
    Store(first, to);
    Store(last, to + size - 4);
    const uint64_t ends = first | uint64_t{last} << 32;
    strange = Strange(reinterpret_cast<Block>(Halves{ends, ends}));
  } else if (size > 0) {
    const unsigned char first = from[0], middle = from[size / 2], last = from[size - 1];
    to[0] = first;
    to[size / 2] = middle;
    to[size - 1] = last;
    const uint64_t ends = 0x0101010101u * first | uint64_t{middle} << 40 | uint64_t{last} << 48 | uint64_t{last} << 56;
    strange = Strange(reinterpret_cast<Block>(Halves{ends, ends}));
  } else {
    return false;
  }
  return IsZero(strange);
}

}  // namespace image_flags::internal

#endif  // PAWL_IMPLS_IMAGE_FLAGS_QUOTING_H_
