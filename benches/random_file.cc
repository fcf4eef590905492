#include "benches/random_file.h"

#include <optional>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "impls/random.h"
#include "impls/temp_dir.h"
#include "tools/perf/run_scratch.h"

namespace benches {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<fs::path> Directory() {
  if (const std::optional<fs::path> scratch = pawl::RunScratch()) return *scratch;
  static const absl::StatusOr<impls::TempDir> own = impls::TempDir::Make();
  if (!own.ok()) return own.status();
  return own->path();
}

}  // namespace

absl::StatusOr<fs::path> RandomFile(size_t size_bytes) {
  const absl::StatusOr<fs::path> directory = Directory();
  if (!directory.ok()) return directory.status();
  const fs::path path = *directory / ("file." + std::to_string(size_bytes));
  std::error_code error;
  if (fs::exists(path, error)) return path;
  // Under another name until it is whole: a process that is killed here leaves nothing that looks finished.
  const fs::path unfinished = path.native() + ".unfinished";
  if (absl::Status written = impls::WriteRandomFile(unfinished, /*seed=*/1, size_bytes); !written.ok()) return written;
  fs::rename(unfinished, path, error);
  if (error) return absl::InternalError("cannot rename " + unfinished.native() + ": " + error.message());
  return path;
}

}  // namespace benches
