#ifndef PAWL_IMPLS_CHUNK_READER_TUNED_H_
#define PAWL_IMPLS_CHUNK_READER_TUNED_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "impls/chunk_reader/chunk_reader.h"

namespace chunk_reader {

// Chunks of 256 KiB, or of the whole file if it is smaller; the end is found as Optimized finds it;
// and files of 8 MiB and more are announced as read in order (POSIX_FADV_SEQUENTIAL). What claims no size gets 64 KiB,
// which is what a pipe holds.
//
// System calls for a regular file at rest: 3 + size / 256 KiB, rounded up; 4 when empty; 1 more from 8 MiB on. Memory:
// a page more than the largest chunk met so far, 260 KiB at most, kept. A reader's first large file pays for its
// first touch: 64 pages of 0.25 to 0.9 us.
//
// What was tried (2-vCPU Xeon guest, 2 MiB of L2 per core, file in the page cache, least CPU time of several runs with
// the buffer warm and the chunks not looked at; a chunk's size is also what is asked for):
//
//                           16 KiB   64 KiB  256 KiB    1 MiB     8 MiB    32 MiB
//   Baseline's 64 KiB      1.52 us  3.08 us  10.4 us  35.7 us    465 us   1868 us
//   32 KiB                 1.37     3.12     11.0     36.7       486      1995
//   64 KiB                 1.36     2.94     10.3     34.6       461      1876
//   128 KiB                1.37     2.91     10.0     33.0       448      1797
//   256 KiB                1.37     2.92     10.3     32.9       443      1773
//   512 KiB                1.37     2.92     10.2     34.6       454      1794
//   1 MiB                  1.37     2.92     10.1     48.7       541      2038
//   256 KiB on a huge page 1.38     2.92     10.4     32.9       446      1769
//
// Up to 64 KiB the gain is the system call that is spared; beyond 1 MiB the bandwidth of memory is the limit (18 GB/s
// here), of which Baseline has 95 %. On an AMD Zen 5 guest the same reads ran at 20 GB/s in 64 KiB and at 23 to 24 from
// 128 KiB on. Not done, because it measured no better or worse: huge pages; readahead() of a window in front of the
// reader (cold file, a disk that reads 8 MiB ahead by itself: 26 to 40 ms instead of 17 to 26 ms for 32 MiB; there the
// advice that is given is within the noise, while on a disk with the kernel's usual 128 KiB it doubles that); mmap(),
// which spares the copy but cannot survive a file that shrinks; io_uring (liburing 2.3, a ring that is kept, 1 to 4
// reads of 64 to 256 KiB under way, into registered buffers or not: 4 to 20 % slower than 256 KiB by read() up to 1
// MiB, and within 3 % of it at 8 MiB, since a read from the page cache is done when it is submitted).
class Tuned : public Source {
 public:
  static constexpr std::string_view kName = "tuned";

  // 64 KiB for 0, which claims nothing.
  static size_t ChunkBytes(uint64_t declared_bytes);

  absl::StatusOr<std::string_view> Next();

 private:
  ChunkBuffer buffer_;
};

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_TUNED_H_
