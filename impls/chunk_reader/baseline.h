#ifndef PAWL_IMPLS_CHUNK_READER_BASELINE_H_
#define PAWL_IMPLS_CHUNK_READER_BASELINE_H_

#include <string_view>

#include "impls/chunk_reader/chunk_reader.h"

namespace chunk_reader {

// Asks for 64 KiB every time, whatever the file's size, until the system says that it ends. Memory: 68 KiB, kept.
//
// System calls for a regular file at rest: open, fstat, close, and reads of 64 KiB until one returns nothing; that is,
// 4 + size / 64 KiB, rounded up.
class Baseline : public Source {
 public:
  static constexpr std::string_view kName = "baseline";

  absl::StatusOr<std::string_view> Next();

 private:
  ChunkBuffer buffer_;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_BASELINE_H_
