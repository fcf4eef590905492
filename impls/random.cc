#include "impls/random.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string_view>

#include "impls/temp_dir.h"

namespace impls {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

// SplitMix64, as a counter: four times as fast as std::mt19937_64, which would dominate a benchmark's set-up.
uint64_t Word(uint64_t seed, uint64_t index) {
  uint64_t word = seed + (index + 1) * 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

// Bytes [offset, offset + size_bytes) of the text; `offset` is a multiple of 8.
std::string Part(uint64_t seed, size_t offset, size_t size_bytes) {
  std::string bytes(size_bytes, '\0');
  for (size_t i = 0; i < size_bytes; i += sizeof(uint64_t)) {
    const uint64_t word = Word(seed, (offset + i) / sizeof(uint64_t));
    std::memcpy(bytes.data() + i, &word, std::min(sizeof word, size_bytes - i));
  }
  return bytes;
}

}  // namespace

std::string RandomBytes(uint64_t seed, size_t size_bytes) { return Part(seed, 0, size_bytes); }

absl::Status WriteRandomFile(const std::filesystem::path& path, uint64_t seed, size_t size_bytes) {
  absl::Status status = WriteFile(path, "");
  for (size_t offset = 0; status.ok() && offset < size_bytes; offset += kBlockBytes) {
    status = AppendToFile(path, Part(seed, offset, std::min(kBlockBytes, size_bytes - offset)));
  }
  return status;
}

double Normal(std::mt19937_64& random) {
  constexpr double kToUnit = 1.0 / 18446744073709551616.0;  // 2^-64
  const double u = (static_cast<double>(random()) + 1.0) * kToUnit;
  const double v = static_cast<double>(random()) * kToUnit;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace impls
