#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_CORPUS_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Streams for test and benchmark: the same bytes on every machine and in every run.
namespace buffer_assembly::corpus {

// Of every chunk of FixedChunks.
inline constexpr size_t kChunkBytes = 4096;

// `size_bytes` pseudo-random bytes.
std::string RandomBytes(uint64_t seed, size_t size_bytes);

// A stream of `count` chunks of `chunk_bytes` (up to 512 KiB), neighbours never alike. The views look into one window
// of 1 MiB that lives as long as the process: like a reader's recycled buffers, the source is warm and its size does
// not depend on the stream's.
std::vector<std::string_view> FixedChunks(size_t count, size_t chunk_bytes = kChunkBytes);

// A stream of `total_bytes` in chunks whose sizes are as those of LognormalChunks; the last is cut to fit. The views
// look into a window of 5 MiB.
std::vector<std::string_view> LognormalStream(uint64_t seed, size_t total_bytes);

// `count` chunks of random bytes whose sizes are lognormal (median 8 KiB, sigma 1.5), clipped to 1 byte .. 4 MiB.
std::vector<std::string> LognormalChunks(uint64_t seed, size_t count);

// A 64-bit digest of all bytes in their order, to compare large results by. Not cryptographic.
uint64_t Digest(std::string_view bytes);

}  // namespace buffer_assembly::corpus

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_CORPUS_H_
