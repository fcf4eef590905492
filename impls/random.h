#ifndef PAWL_IMPLS_RANDOM_H_
#define PAWL_IMPLS_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

#include "absl/status/status.h"

// Pseudo-random inputs for tests and benchmarks: the same on every machine and in every run.
namespace impls {

// `size_bytes` bytes; some GB/s. A shorter text of one seed is the beginning of a longer one.
std::string RandomBytes(uint64_t seed, size_t size_bytes);

// Creates or replaces a file of RandomBytes, and the directories above it. Memory does not depend on the size.
absl::Status WriteRandomFile(const std::filesystem::path& path, uint64_t seed, size_t size_bytes);

// A deviate of the standard normal distribution, by Box and Muller: std::normal_distribution differs between standard
// libraries.
double Normal(std::mt19937_64& random);

}  // namespace impls

#endif  // PAWL_IMPLS_RANDOM_H_
