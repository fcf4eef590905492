#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_CORPUS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "impls/random.h"
#include "impls/temp_dir.h"

// Trees of files such as projects have, the same on every machine: 31 % text whose words follow Zipf's law, 13 % JSON,
// 10 % logs, 16 % numbers that change little from one to the next, 21 % that cannot be compressed (the half of it with
// the first bytes of a PNG or gzip file), and 9 % copies of earlier files.
namespace archive_export::corpus {

using impls::TempDir;
using impls::WriteFile;
using impls::WriteRandomFile;

struct TreeSpec {
  uint64_t seed = 2024;
  uint64_t total_bytes = 4 << 20;  // of content, about
  // Every so many files is one of between `large_bytes` and twice that; the others' sizes are lognormal around 12,000
  // bytes with 1.6 as the deviation of the logarithm, and smaller than `large_bytes`.
  int large_every = 700;
  uint64_t large_bytes = 12 << 20;
};

// Spec of a small tree with some files of several segments.
inline TreeSpec SmallTree(uint64_t total_bytes) {
  return {.total_bytes = total_bytes, .large_every = 40, .large_bytes = 700 << 10};
}

// Writes it below `root`, which is created: directories up to four deep, with modes and times of many kinds.
absl::Status WriteTree(const std::filesystem::path& root, const TreeSpec& spec);

// `files` files of `bytes` of text each, 100 to a directory.
absl::Status WriteManySmall(const std::filesystem::path& root, size_t files, size_t bytes);

std::string Text(std::mt19937_64& random, size_t bytes);
std::string Json(std::mt19937_64& random, size_t bytes);
std::string Log(std::mt19937_64& random, size_t bytes);
std::string Numbers(std::mt19937_64& random, size_t bytes);

}  // namespace archive_export::corpus

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CORPUS_H_
