#include "tools/store/place.h"

#include <exception>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tools/cli/files.h"

namespace pawl {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StorePlace, folder, absent, url, max_bytes)

absl::StatusOr<StorePlace> ReadStorePlace(const std::string& path) {
  if (path.empty()) return StorePlace{"", "its perf_test names none", "", 0};
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  try {
    StorePlace place = nlohmann::json::parse(*text).get<StorePlace>();
    if (place.folder.empty() || (place.folder.front() == '/' && place.max_bytes > 0)) return place;
    return absl::InvalidArgumentError(fmt::format("{}: folder \"{}\" with max_bytes {}: run `bazel sync --configure`",
                                                  path, place.folder, place.max_bytes));
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: does not say where accepted binaries are ({}): run `bazel sync --configure`", path, error.what()));
  }
}

}  // namespace pawl
