#ifndef PAWL_IMPLS_SAMPLE_TABLE_BIG_ENDIAN_H_
#define PAWL_IMPLS_SAMPLE_TABLE_BIG_ENDIAN_H_

#include <bit>
#include <cstdint>
#include <cstring>

// Numbers as boxes hold them, at any alignment: one load and one byte swap each.
namespace sample_table {

inline uint16_t Load16(const uint8_t* at) { return static_cast<uint16_t>(at[0] << 8 | at[1]); }

inline uint32_t Load32(const uint8_t* at) {
  uint32_t value;
  std::memcpy(&value, at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

inline uint64_t Load64(const uint8_t* at) {
  uint64_t value;
  std::memcpy(&value, at, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap64(value) : value;
}

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_BIG_ENDIAN_H_
