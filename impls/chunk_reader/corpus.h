#ifndef PAWL_IMPLS_CHUNK_READER_CORPUS_H_
#define PAWL_IMPLS_CHUNK_READER_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "absl/status/status.h"
#include "impls/random.h"
#include "impls/temp_dir.h"

// Files for test and benchmark: the same bytes on every machine and in every run.
namespace chunk_reader::corpus {

using impls::RandomBytes;
using impls::WriteRandomFile;

// Creates or replaces a file that is one hole but for `tail`, with which it ends.
absl::Status WriteSparseFile(const std::filesystem::path& path, size_t hole_bytes, std::string_view tail);

// A 64-bit digest of bytes that come in chunks, however they are cut. Not cryptographic.
class Digest {
 public:
  void Add(std::string_view chunk);
  uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 14695981039346656037u;  // FNV-1a's
};

}  // namespace chunk_reader::corpus

#endif  // PAWL_IMPLS_CHUNK_READER_CORPUS_H_
