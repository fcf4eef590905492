#ifndef PAWL_IMPLS_SAMPLE_TABLE_STBL_H_
#define PAWL_IMPLS_SAMPLE_TABLE_STBL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "impls/sample_table/box.h"
#include "impls/sample_table/tables.h"

namespace sample_table {

// What the whole file says about its tables.
struct FileFacts {
  uint64_t bytes = 0;      // bounds the chunks
  bool quicktime = false;  // of Apple's format, whose ctts has signed offsets in version 0, too
};

// The tables in the box `stbl`, checked as Tables promises. INVALID_ARGUMENT otherwise.
absl::StatusOr<Tables> ReadTables(const Box& stbl, const FileFacts& file);

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_STBL_H_
