#ifndef PAWL_IMPLS_SAMPLE_TABLE_ORACLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_ORACLE_H_

#include <cstdint>
#include <vector>

#include "impls/sample_table/mp4.h"
#include "impls/sample_table/sample_table.h"

// What test and benchmark compare tables with: a track's own lists, expanded. It shares nothing with the reader or the
// tables but the type of an answer.
namespace sample_table::corpus {

// The truth about a track whose media data begin at `media_offset`: each sample, and each sample's chunk.
std::vector<Sample> Expand(const Track& track, uint64_t media_offset);
std::vector<uint32_t> ExpandChunks(const Track& track);

}  // namespace sample_table::corpus

#endif  // PAWL_IMPLS_SAMPLE_TABLE_ORACLE_H_
