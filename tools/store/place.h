#ifndef PAWL_TOOLS_STORE_PLACE_H_
#define PAWL_TOOLS_STORE_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace pawl {

// Where accepted binaries are kept, as it was fixed when the work space was loaded.
struct StorePlace {
  std::string folder;  // absolute; empty: there is none
  std::string absent;  // why there is none
  std::string url;  // of a remote cache that others share, see http_cache.h; may hold a password; empty: there is none
  int64_t max_bytes = 0;
};

// Of the file that the repository rule `binary_store` wrote. `path` may be empty: then nothing is kept. Errors name the
// path.
absl::StatusOr<StorePlace> ReadStorePlace(const std::string& path);

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_PLACE_H_
