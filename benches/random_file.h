#ifndef PAWL_BENCHES_RANDOM_FILE_H_
#define PAWL_BENCHES_RANDOM_FILE_H_

#include <cstddef>
#include <filesystem>

#include "absl/status/statusor.h"

namespace benches {

// The path of a file of this many random bytes, which all implementations read, since where a file lies in memory moves
// its time by some percent. It is written once in a run, or once in a benchmark that was started by hand, and removed
// at the end.
absl::StatusOr<std::filesystem::path> RandomFile(size_t size_bytes);

}  // namespace benches

#endif  // PAWL_BENCHES_RANDOM_FILE_H_
