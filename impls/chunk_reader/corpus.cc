#include "impls/chunk_reader/corpus.h"

#include <algorithm>
#include <cstring>
#include <system_error>

namespace chunk_reader::corpus {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

// SplitMix64, as a counter: four times as fast as std::mt19937_64, which would dominate a benchmark's set-up.
uint64_t Word(uint64_t seed, uint64_t index) {
  uint64_t word = seed * 0xd1342543de82ef95u + (index + 1) * 0x9e3779b97f4a7c15u;
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
  absl::Status status = impls::WriteFile(path, "");
  for (size_t offset = 0; status.ok() && offset < size_bytes; offset += kBlockBytes) {
    status = impls::AppendToFile(path, Part(seed, offset, std::min(kBlockBytes, size_bytes - offset)));
  }
  return status;
}

absl::Status WriteSparseFile(const std::filesystem::path& path, size_t hole_bytes, std::string_view tail) {
  if (absl::Status status = impls::WriteFile(path, ""); !status.ok()) return status;
  std::error_code error;
  std::filesystem::resize_file(path, hole_bytes, error);
  if (error) return absl::InternalError(path.native() + ": cannot make a hole: " + error.message());
  return impls::AppendToFile(path, tail);
}

void Digest::Add(std::string_view chunk) {
  constexpr uint64_t kPrime = 1099511628211u;
  for (const char byte : chunk) hash_ = (hash_ ^ static_cast<unsigned char>(byte)) * kPrime;
}

}  // namespace chunk_reader::corpus
