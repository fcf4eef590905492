#ifndef PAWL_IMPLS_SAMPLE_TABLE_STBL_CHECKS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_STBL_CHECKS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/tables.h"

// Checks each table of a track against the others, O(its entries) without allocating unless it is damaged. The entries
// must lie within the box already. INVALID_ARGUMENT names `box`, the one that a table was read from.
namespace sample_table {

// stts or ctts: the runs cover `samples` exactly, and none is empty.
absl::Status CheckRuns(const Box& box, const Runs<uint32_t>& runs, uint32_t samples);
absl::Status CheckRuns(const Box& box, const Runs<int32_t>& runs, uint32_t samples);

// ctts of version 0, whose offsets are unsigned but in QuickTime files: none is 2^31 or more, which Runs could not tell
// from a negative one.
absl::Status CheckCompositionVersion0(const Box& box, const Runs<int32_t>& runs);

// stss: numbers rise, from 1 on, up to `samples`.
absl::Status CheckSync(const Box& box, const SyncSamples& sync, uint32_t samples);

// stsc: chunk numbers rise from 1, no chunk is empty, and together they hold as many samples as there are sizes.
absl::Status CheckSampleToChunk(const Box& box, const Tables& tables);

// stco or co64: every chunk lies within the file. Chunks may overlap; but samples of one constant size must not have
// more bytes together than the file, as there is nothing else in it that bounds their number.
absl::Status CheckChunks(const Box& box, const Tables& tables, uint64_t file_bytes);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_STBL_CHECKS_H_
