#ifndef PAWL_IMPLS_SAMPLE_TABLE_XXH3_H_
#define PAWL_IMPLS_SAMPLE_TABLE_XXH3_H_

#include <stddef.h>
#include <stdint.h>

// xxHash's XXH3, of 64 bits: no defence against forgery, but 12 to 25 GB/s. Most of the time of a cached open is this
// pass over the file: with AVX2, half of what xxHash takes as it is compiled for every x86-64, so the processor
// decides.
namespace sample_table {

uint64_t Xxh3(const void* bytes, size_t size);

namespace internal {

// The same by AVX2, which the processor must have. Its source file is compiled for it, and includes nothing but xxHash,
// all of whose functions are its own then: an inline function of any other header could end up in the whole program.
uint64_t Xxh3ByAvx2(const void* bytes, size_t size);

}  // namespace internal
}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_XXH3_H_
