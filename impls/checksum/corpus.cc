#include "impls/checksum/corpus.h"

#include <cmath>
#include <random>
#include <string>

namespace checksum::corpus {

absl::Status WriteTree(const std::filesystem::path& root, uint64_t seed, size_t files) {
  constexpr double kMedianBytes = 4096, kSigma = 1.2;
  constexpr size_t kFilesPerDirectory = 50;
  std::mt19937_64 random(seed);
  for (size_t i = 0; i < files; ++i) {
    const size_t size_bytes = static_cast<size_t>(kMedianBytes * std::exp(kSigma * impls::Normal(random)));
    const std::filesystem::path path =
        root / ("directory_" + std::to_string(i / kFilesPerDirectory)) / ("file_" + std::to_string(i));
    if (absl::Status status = WriteRandomFile(path, random(), size_bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace checksum::corpus
