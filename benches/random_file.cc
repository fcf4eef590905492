#include "benches/random_file.h"

#include <string>

#include "benches/scratch_file.h"
#include "impls/random.h"

namespace benches {

absl::StatusOr<std::filesystem::path> RandomFile(size_t size_bytes) {
  return ScratchFile("file." + std::to_string(size_bytes), [size_bytes](const std::filesystem::path& path) {
    return impls::WriteRandomFile(path, /*seed=*/1, size_bytes);
  });
}

}  // namespace benches
