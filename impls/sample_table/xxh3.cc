#include "impls/sample_table/xxh3.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sample_table {

uint64_t Xxh3(const void* bytes, size_t size) {
#ifdef __x86_64__
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) return internal::Xxh3ByAvx2(bytes, size);
#endif
  return XXH3_64bits(bytes, size);
}

}  // namespace sample_table
