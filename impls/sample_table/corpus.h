#ifndef PAWL_IMPLS_SAMPLE_TABLE_CORPUS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_CORPUS_H_

#include <cstdint>
#include <vector>

#include "impls/sample_table/mp4.h"
#include "impls/sample_table/oracle.h"  // IWYU pragma: export

// Tracks and MP4 files for test and benchmark. The same arguments give the same bytes on every machine.
namespace sample_table::corpus {

// The chunks one behind the other, each after gaps[i] bytes, or a gap of 0 if `gaps` is empty.
void PlaceChunks(Track& track, const std::vector<uint64_t>& gaps = {});

// The workloads. Sizes are lognormal or normal, chunks lie 4000 to 12000 bytes apart where others are interleaved.
Track Seed100k(uint32_t samples = 100'000);          // 100 to a chunk, sizes 1024 and 2048, a sync sample each 10
Track Aac2h(uint32_t samples = 337'500);             // 48 kHz, chunks of 23, 23, 24
Track H264At60(uint32_t samples = 432'000);          // 90 kHz, groups of 120 pictures with B frames, 30 to a chunk
Track Vfr1M(uint32_t samples = 1'000'000);           // nearly every duration another, one to a chunk
Track ConstantSize(uint32_t samples = 1'000'000);    // PCM: frames of 4 bytes, 1024 to a chunk, no gaps
Track Random(uint64_t seed, uint32_t most_samples);  // every kind of table, edges more often than chance has them

}  // namespace sample_table::corpus

#endif  // PAWL_IMPLS_SAMPLE_TABLE_CORPUS_H_
