#include "tools/cli/runfile.h"

#include <system_error>

#include "fmt/format.h"

namespace pawl {

absl::StatusOr<std::string> FindRunfile(const std::string& path, const std::filesystem::path& program) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) return path;
  const std::filesystem::path runfiles = std::filesystem::canonical(program, error).string() + ".runfiles";
  for (std::filesystem::directory_iterator at(runfiles, error), end; !error && at != end; at.increment(error)) {
    const std::filesystem::path found = at->path() / path;
    std::error_code none;
    if (std::filesystem::is_regular_file(found, none)) return found.string();
  }
  return absl::NotFoundError(
      fmt::format("{}: neither there nor in {}; start this program by `bazel run`, which builds what it needs", path,
                  runfiles.string()));
}

}  // namespace pawl
