#ifndef PAWL_IMPLS_IMAGE_FLAGS_CORPUS_H_
#define PAWL_IMPLS_IMAGE_FLAGS_CORPUS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "impls/image_flags/image_flags.h"

// Builds and references for test and benchmark. The same arguments give the same bytes on every machine.
namespace image_flags::corpus {

// The build that the project behind seed 004 benchmarks: 37 tokens with 548 bytes, 584 bytes as a line; nothing to
// quote.
Build SeedBuild();

// A valid build of exactly `tokens` >= 0 tokens. Lengths of values, and of keys, are lognormal with median 12 and sigma
// 0.8. If `quoted`, every tenth value has a byte that needs quotes; since half of the tokens are values, that is 5 %.
Build TypicalBuild(int tokens, bool quoted);

// A valid build with up to 3 entries in every list, of random bytes from the worst a shell can meet.
Build NastyBuild(uint64_t seed);

// A valid build of one file, one secret and one label whose texts are up to 64 random bytes other than NUL.
Build AnyBytesBuild(uint64_t seed);

// The four references that the project behind seed 004 benchmarks, of 12 to 51 bytes.
std::vector<ImageReference> SeedReferences();

}  // namespace image_flags::corpus

#endif  // PAWL_IMPLS_IMAGE_FLAGS_CORPUS_H_
