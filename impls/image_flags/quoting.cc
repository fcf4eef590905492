#include "impls/image_flags/quoting.h"

#include <algorithm>

namespace image_flags::internal {
namespace {

// A block of the bytes of a text of 1 to 15 bytes, each at least once: so nothing behind the text is read.
Block LoadShort(const char* from, size_t size) {
  if (size >= 8) return reinterpret_cast<Block>(Halves{Load<uint64_t>(from), Load<uint64_t>(from + size - 8)});
  uint64_t half;
  if (size >= 4) {
    half = Load<uint32_t>(from) | uint64_t{Load<uint32_t>(from + size - 4)} << 32;
  } else {
    half = Load<uint8_t>(from) | Load<uint8_t>(from + size / 2) << 8 | Load<uint8_t>(from + size - 1) << 16;
    half |= half << 24 | half << 48;
  }
  return reinterpret_cast<Block>(Halves{half, half});
}

// Per byte all ones if it is unsafe, else zero.
Block Unsafe(Block bytes) {
  const auto in = [bytes](unsigned char first, unsigned char last) {
    const unsigned char span = last - first;
    return bytes - first <= span;  // Wraps around below `first`.
  };
  return reinterpret_cast<Block>(
      ~(in('+', ':') | in('@', 'Z') | in('a', 'z') | (bytes == '_') | (bytes == '%') | (bytes == '=')));
}

}  // namespace

// By the block, because one byte at a time costs more than copying does.
bool HasUnsafe(std::string_view text) {
  const char* at = text.data();
  const size_t size = text.size();
  if (size == 0) return false;
  Block unsafe;
  if (size < sizeof(Block)) {
    unsafe = Unsafe(LoadShort(at, size));
  } else {
    const char* const last = at + size - sizeof(Block);
    unsafe = Unsafe(Load<Block>(last));
    for (; at < last; at += sizeof(Block)) unsafe |= Unsafe(Load<Block>(at));
  }
  const Halves halves = reinterpret_cast<Halves>(unsafe);
  return (halves[0] | halves[1]) != 0;
}

size_t EscapedSize(std::string_view text) { return text.size() + 3 * std::count(text.begin(), text.end(), '\''); }

char* CopyEscaped(std::string_view text, char* to) {
  for (char c : text) {
    if (c == '\'') {
      to = Copy("'\\''", to);
    } else {
      *to++ = c;
    }
  }
  return to;
}

}  // namespace image_flags::internal
