#ifndef PAWL_IMPLS_MEMORY_PRESSURE_BASELINE_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_BASELINE_H_

#include <cstdint>
#include <string_view>

#include "impls/memory_pressure/memory_pressure.h"

namespace memory_pressure {

// Samples at every chunk: 0.6 us and a lock if it does nothing else, 4 us between copies that leave the kernel's data
// out of the caches: as long as it takes to copy a chunk of 64 KiB.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(Monitor& monitor) : monitor_(monitor) {}
  Baseline(const Baseline&) = delete;
  Baseline& operator=(const Baseline&) = delete;
  ~Baseline() { monitor_.GiveBack(reservation_); }

  Level OnChunk(uint64_t bytes);

 private:
  Monitor& monitor_;
  Monitor::Reservation reservation_;
};

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_BASELINE_H_
