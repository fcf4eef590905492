#ifndef PAWL_IMPLS_SAMPLE_TABLE_BYTE_SOURCE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_BYTE_SOURCE_H_

#include <cstdint>
#include <span>

#include "absl/status/status.h"

namespace sample_table {

// A movie file of which parts are read when they are needed. Any thread may call any member at any time.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Fills all of `out` with the bytes from `offset` on. An error, which names the source, if it cannot; `out` is then
  // unspecified. Allocates nothing when it succeeds.
  virtual absl::Status Read(uint64_t offset, std::span<uint8_t> out) const = 0;

  // OK as long as everything that was read until now is what had been there when the source was opened.
  virtual absl::Status CheckUnchanged() const = 0;

  // These bytes will probably be read soon. Does nothing, or has them loaded without waiting for that.
  virtual void WillRead(uint64_t /*offset*/, uint64_t /*bytes*/) const {}
};

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_BYTE_SOURCE_H_
