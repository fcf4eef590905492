#include "impls/buffer_assembly/corpus.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <random>

namespace buffer_assembly::corpus {
namespace {

constexpr size_t kWindowBytes = size_t{1} << 20;
constexpr size_t kLongestChunkBytes = size_t{4} << 20;  // of the lognormal ones
constexpr uint64_t kSeed = 1;

// Normal deviate by Box and Muller: std::normal_distribution differs between standard libraries.
double Normal(std::mt19937_64& random) {
  constexpr double kToUnit = 1.0 / 18446744073709551616.0;  // 2^-64
  const double u = (static_cast<double>(random()) + 1.0) * kToUnit;
  const double v = static_cast<double>(random()) * kToUnit;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

size_t LognormalSize(std::mt19937_64& random) {
  constexpr double kMedianBytes = 8192, kSigma = 1.5, kMaxBytes = kLongestChunkBytes;
  return static_cast<size_t>(std::clamp(kMedianBytes * std::exp(kSigma * Normal(random)), 1.0, kMaxBytes));
}

}  // namespace

std::string RandomBytes(uint64_t seed, size_t size_bytes) {
  std::mt19937_64 random(seed);
  std::string bytes(size_bytes, '\0');
  for (size_t i = 0; i < size_bytes; i += sizeof(uint64_t)) {
    const uint64_t word = random();
    std::memcpy(bytes.data() + i, &word, std::min(sizeof word, size_bytes - i));
  }
  return bytes;
}

std::vector<std::string_view> FixedChunks(size_t count, size_t chunk_bytes) {
  static const std::string& window = *new std::string(RandomBytes(kSeed, kWindowBytes));
  // One cache line beyond a chunk per step: for 4 KiB, 16,384 steps meet 16,320 starts, and those that repeat lie a
  // round apart.
  const size_t step = chunk_bytes + 64;
  std::vector<std::string_view> chunks;
  chunks.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    chunks.push_back(std::string_view(window).substr(i * step % (kWindowBytes - chunk_bytes), chunk_bytes));
  }
  return chunks;
}

std::vector<std::string> LognormalChunks(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<std::string> chunks;
  chunks.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const size_t size_bytes = LognormalSize(random);
    chunks.push_back(RandomBytes(random(), size_bytes));
  }
  return chunks;
}

std::vector<std::string_view> LognormalStream(uint64_t seed, size_t total_bytes) {
  static const std::string& window = *new std::string(RandomBytes(kSeed, kLongestChunkBytes + kWindowBytes));
  std::mt19937_64 random(seed);
  std::vector<std::string_view> chunks;
  for (size_t left = total_bytes; left > 0; left -= chunks.back().size()) {
    const size_t size_bytes = std::min(left, LognormalSize(random));
    chunks.push_back(std::string_view(window).substr(random() % (window.size() - size_bytes), size_bytes));
  }
  return chunks;
}

uint64_t Digest(std::string_view bytes) {
  // FNV-1a over words of 8 bytes, with a rotation so that high bits reach low ones; the length ends it.
  constexpr uint64_t kPrime = 1099511628211u;
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < bytes.size(); i += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, std::min(sizeof word, bytes.size() - i));
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 32;
  }
  return (hash ^ bytes.size()) * kPrime;
}

}  // namespace buffer_assembly::corpus
