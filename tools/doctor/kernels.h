#ifndef PAWL_TOOLS_DOCTOR_KERNELS_H_
#define PAWL_TOOLS_DOCTOR_KERNELS_H_

#include <array>
#include <cstdint>

namespace pawl {

// Kinds of code that noise reaches in different ways. kernels_bench registers each as a benchmark of this name.
struct Kernel {
  const char* name;
  const char* bound_by;
  int64_t working_set_bytes;  // decides how long a slice is
};

inline constexpr int64_t kCacheBytes = int64_t{256} << 10;  // fits into the second-level cache of any CPU in use
inline constexpr int64_t kMemoryBytes = int64_t{64} << 20;  // and this into no share of a last-level one
inline constexpr int kAllocatorBlocks = 16;                 // of the allocator's kernel, in one iteration

inline constexpr std::array<Kernel, 4> kKernels = {{{"doctor/Arithmetic", "arithmetic", 0},
                                                    {"doctor/Cache", "the caches", kCacheBytes},
                                                    {"doctor/Allocator", "the allocator", 0},
                                                    {"doctor/Memory", "main memory", kMemoryBytes}}};

inline constexpr const Kernel& kArithmeticKernel = kKernels[0];
inline constexpr const Kernel& kAllocatorKernel = kKernels[2];

}  // namespace pawl

#endif  // PAWL_TOOLS_DOCTOR_KERNELS_H_
