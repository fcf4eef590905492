#include "benches/scratch_file.h"

#include <optional>
#include <system_error>

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

absl::StatusOr<fs::path> ScratchFile(const std::string& name,
                                     const std::function<absl::Status(const fs::path&)>& write) {
  const absl::StatusOr<fs::path> directory = Directory();
  if (!directory.ok()) return directory.status();
  const fs::path path = *directory / name;
  std::error_code error;
  if (fs::exists(path, error)) return path;
  const fs::path unfinished = path.native() + ".unfinished";
  if (absl::Status written = write(unfinished); !written.ok()) return written;
  fs::rename(unfinished, path, error);
  if (error) return absl::InternalError("cannot rename " + unfinished.native() + ": " + error.message());
  return path;
}

}  // namespace benches
