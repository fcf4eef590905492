#ifndef PAWL_IMPLS_SAMPLE_TABLE_STBL_H_
#define PAWL_IMPLS_SAMPLE_TABLE_STBL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// The tables in the box `stbl`, checked as Tables promises. `file_bytes` bounds the chunks. INVALID_ARGUMENT otherwise.
absl::StatusOr<Tables> ReadTables(const Box& stbl, uint64_t file_bytes);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_STBL_H_
