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

// Trees of files such as projects have, the same on every machine.
namespace archive_export::corpus {

using impls::TempDir;
using impls::WriteFile;
using impls::WriteRandomFile;

// Of what the files are, as the cumulated part of them in [0, 1] with each kind: text whose words follow Zipf's law,
// JSON, logs, numbers that change little from one to the next, and what cannot be compressed (the half of it with the
// first bytes of a PNG or gzip file). The rest are copies of earlier files that are smaller than 256 KiB.
struct Mix {
  double text = 0.31;
  double json = 0.44;
  double log = 0.54;
  double numbers = 0.70;
  double incompressible = 0.91;
};

struct TreeSpec {
  uint64_t seed = 2024;
  uint64_t total_bytes = 4 << 20;  // of content, about
  // Every so many files is one of between `large_bytes` and twice that; the others' sizes are lognormal around 12,000
  // bytes with 1.6 as the deviation of the logarithm, and smaller than `large_bytes`.
  int large_every = 700;
  uint64_t large_bytes = 12 << 20;
  Mix mix = {};
  bool same_modes_and_times = false;  // else several modes, and times of some years
};

// Spec of a small tree with some files of several segments.
inline TreeSpec SmallTree(uint64_t total_bytes) {
  return {.total_bytes = total_bytes, .large_every = 40, .large_bytes = 700 << 10};
}

// Half of the files are copies, which can be hard links of each other.
inline TreeSpec DuplicatesTree(uint64_t total_bytes) {
  return {.total_bytes = total_bytes,
          .large_every = 1 << 30,
          .mix = {0.17, 0.24, 0.30, 0.38, 0.5},
          .same_modes_and_times = true};
}

// Nine of ten files cannot be compressed.
inline TreeSpec PrecompressedTree(uint64_t total_bytes) {
  return {.total_bytes = total_bytes, .large_every = 40, .large_bytes = 700 << 10, .mix = {0.03, 0.05, 0.07, 0.1, 1}};
}

// Writes it below `root`, which is created: directories up to four deep, with modes and times of many kinds.
absl::Status WriteTree(const std::filesystem::path& root, const TreeSpec& spec);

// `files` files of `bytes` of text each, 100 to a directory.
absl::Status WriteManySmall(const std::filesystem::path& root, size_t files, size_t bytes);

// One file "big" of `bytes`, of all kinds in turn; it repeats itself, but not so that any compressor's window sees it.
absl::Status WriteOneBig(const std::filesystem::path& root, uint64_t bytes);

std::string Text(std::mt19937_64& random, size_t bytes);
std::string Json(std::mt19937_64& random, size_t bytes);
std::string Log(std::mt19937_64& random, size_t bytes);
std::string Numbers(std::mt19937_64& random, size_t bytes);

}  // namespace archive_export::corpus

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_CORPUS_H_
