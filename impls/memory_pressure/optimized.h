#ifndef PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_

#include <cstdint>
#include <string_view>

#include "impls/memory_pressure/compiled_out.h"
#include "impls/memory_pressure/memory_pressure.h"

namespace memory_pressure {

// Samples when the chunks since the last sample would exceed what was reserved then, however many they are: 64 MiB far
// from all thresholds, less near them, so that no level is overshot by more than 4 MiB. Every 10 chunks (the seed's
// interval) it looks at what the tracker's users hold, if that has a limit, which needs no system call.
//
// The seed's rule alone, a sample every 10 chunks, is too often and too seldom: 10 chunks of 4 KiB are 40 KiB, copied
// in less time than a sample takes, and 10 chunks of 1 MiB overshoot by 10 MiB. Every 4 MiB, as the overshoot alone
// would have it, is still too often: a sample of /proc/self/statm takes 0.6 us in a loop, but in a stream 4.4 us, 2.7
// of them in the kernel, whose data the stream has driven out of the caches, and then slows the stream by about as much
// again (2-vCPU Xeon guest; a file read in chunks of 64 KiB, chunks of 4 KiB assembled; each alternating with no
// checks, whose difference from themselves was up to 0.8 %):
//
//   a sample every    4 MiB   16 MiB   64 MiB
//   file              2.4 %    0.9 %    0.3 %
//   assembly          2.0 %    1.0 %    0.4 %
//
// Cost of OnChunk between samples: a counter of the checker's own (two if the tracker has a limit) and one load of a
// line that is only written when the level changes, 1 ns in a loop that waits for each; nothing shared is written.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  static constexpr uint32_t kChunksPerCheck = 10;

  explicit Optimized(Monitor& monitor) : monitor_(monitor), limits_tracked_(monitor.limits_tracked()) {}
  Optimized(const Optimized&) = delete;
  Optimized& operator=(const Optimized&) = delete;
  ~Optimized() { monitor_.GiveBack(reservation_); }

  Level OnChunk(uint64_t bytes) {
    if (bytes > left_bytes_) [[unlikely]]
      return Sample(bytes);
    left_bytes_ -= bytes;
    if (limits_tracked_ && --left_chunks_ == 0) [[unlikely]]
      return Check(bytes);
    return monitor_.level();
  }

 private:
  Level Sample(uint64_t bytes);
  Level Check(uint64_t bytes);

  Monitor& monitor_;
  Monitor::Reservation reservation_;
  uint64_t left_bytes_ = 0;  // of the reservation; the first chunk samples
  uint32_t left_chunks_ = kChunksPerCheck;
  const bool limits_tracked_;
};

// What programs name, so that -DPAWL_MEMORY_PRESSURE=0 takes their checks out, and the branches on their results.
#if defined(PAWL_MEMORY_PRESSURE) && PAWL_MEMORY_PRESSURE == 0
using StreamChecker = CompiledOut;
#else
using StreamChecker = Optimized;
#endif

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_
