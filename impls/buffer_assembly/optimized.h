#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_OPTIMIZED_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_OPTIMIZED_H_

#include <optional>
#include <string_view>
#include <utility>

#include "impls/buffer_assembly/buffer_assembly.h"

namespace buffer_assembly {

// Copies each chunk on arrival to its place in the result. Memory is never zero-filled first.
//
// Declared size: exactly one allocation, of exactly that size, when the first byte arrives. A stream that stops early
// has reserved address space, not memory: the system only backs pages that were written.
//
// Unknown size: the capacity doubles with realloc up to 16 MiB, then grows by a factor of 8 on huge pages, so every
// byte is moved O(1) times on average. Growing takes address space, not memory, and Finish gives back what was not
// written; where address space is limited (RLIMIT_AS, strict overcommit), capacity doubles, and at last grows by no
// more than a chunk. A result below 16 MiB keeps up to its own size again as unused address space.
//
// Declared results of 32 MiB and more are allocated on huge pages. malloc maps and unmaps a block above that limit
// every time, and page faults then are most of the cost (2-vCPU Xeon guest, whole assembly, fresh process per figure):
//
//   milliseconds                   16 MiB           32 MiB           64 MiB
//   declared: malloc / huge pages  0.79 / 1.37      10.4 / 2.9       22.3 / 8.3
//   unknown: realloc / huge pages  0.81 / 1.9       11.0 / 4.6       22.6 / 15.5
//   baseline                       9.3              22.8             47.6
//
// Below the limit malloc serves a repeated size from memory that it kept, and huge pages, new each time, lose; only a
// program's first buffer of a few MiB would gain from them.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  explicit Optimized(std::optional<size_t> declared_bytes, Buffer used = Buffer())
      : ledger_(declared_bytes), room_(used.size() < declared_bytes.value_or(0) ? Buffer() : std::move(used)) {}

  absl::Status Append(std::string_view chunk);
  absl::StatusOr<Buffer> Finish();
  absl::StatusOr<Buffer> TakeReceived();

 private:
  // Makes room for at least one more chunk of this size.
  absl::Status MakeRoom(size_t chunk_bytes);
  Buffer HandOut();

  Ledger ledger_;
  Buffer room_;  // Its size is the capacity; the first ledger_.received_bytes() of it are filled.
};

}  // namespace buffer_assembly

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_OPTIMIZED_H_
