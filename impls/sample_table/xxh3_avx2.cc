#include "impls/sample_table/xxh3.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sample_table::internal {

uint64_t Xxh3ByAvx2(const void* bytes, size_t size) { return XXH3_64bits(bytes, size); }

}  // namespace sample_table::internal
