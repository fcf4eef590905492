#include "impls/sample_table/sample_table.h"

#include <string>

namespace sample_table {

absl::Status OutOfMemory(uint32_t samples) {
  return absl::ResourceExhaustedError("no memory for an index of " + std::to_string(samples) +
                                      " samples. Free some, or raise the process's limit");
}

}  // namespace sample_table
