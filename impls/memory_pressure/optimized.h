#ifndef PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_

#include <cstdint>
#include <string_view>

#include "impls/memory_pressure/compiled_out.h"
#include "impls/memory_pressure/memory_pressure.h"

namespace memory_pressure {

// Samples when the chunks since the last sample would exceed the checker's share of the overshoot, however many they
// are; and every 10 chunks (the seed's interval) looks at what the tracker's users hold, which needs no system call.
//
// The seed's rule alone, a sample every 10 chunks, is too often and too seldom: 10 chunks of 4 KiB are 40 KiB, for
// which a sample costs a tenth of the time to copy them, and 10 chunks of 1 MiB overshoot by 10 MiB. By bytes, a sample
// of 1 us comes with every 4 MiB, which take 240 us to copy: 0.45 %.
//
// Cost of OnChunk between samples: two counters of the checker's own and one load of a line that is only written when
// the level changes; nothing shared is written.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";
  static constexpr uint32_t kChunksPerCheck = 10;

  explicit Optimized(Monitor& monitor)
      : monitor_(monitor),
        share_bytes_(monitor.JoinStreams()),
        chunks_per_check_(monitor.limits_tracked() ? kChunksPerCheck : UINT32_MAX) {}
  Optimized(const Optimized&) = delete;
  Optimized& operator=(const Optimized&) = delete;
  ~Optimized() { monitor_.LeaveStreams(share_bytes_); }

  Level OnChunk(uint64_t bytes) {
    if (bytes > left_bytes_) [[unlikely]]
      return Sample(bytes);
    left_bytes_ -= bytes;
    if (--left_chunks_ == 0) [[unlikely]]
      return Check(bytes);
    return monitor_.level();
  }

 private:
  Level Sample(uint64_t bytes);
  Level Check(uint64_t bytes);

  Monitor& monitor_;
  const uint64_t share_bytes_;
  uint64_t left_bytes_ = 0;  // of the share; the first chunk samples
  const uint32_t chunks_per_check_;
  uint32_t left_chunks_ = chunks_per_check_;
};

// What programs name, so that -DPAWL_MEMORY_PRESSURE=0 takes their checks out, and the branches on their results.
#if defined(PAWL_MEMORY_PRESSURE) && PAWL_MEMORY_PRESSURE == 0
using StreamChecker = CompiledOut;
#else
using StreamChecker = Optimized;
#endif

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_OPTIMIZED_H_
