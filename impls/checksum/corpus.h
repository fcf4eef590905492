#ifndef PAWL_IMPLS_CHECKSUM_CORPUS_H_
#define PAWL_IMPLS_CHECKSUM_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "absl/status/status.h"
#include "impls/random.h"
#include "impls/temp_dir.h"

// Files for test and benchmark: the same bytes on every machine and in every run.
namespace checksum::corpus {

using impls::TempDir;
using impls::WriteFile;
using impls::WriteRandomFile;

// Fills the directory `root` with `files` random files, 50 to a subdirectory, of lognormal size (median 4096 bytes,
// sigma 1.2).
absl::Status WriteTree(const std::filesystem::path& root, uint64_t seed, size_t files);

}  // namespace checksum::corpus

#endif  // PAWL_IMPLS_CHECKSUM_CORPUS_H_
