#include "impls/env_file/env_file.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace env_file {

absl::Status SetVariable(std::string_view key, std::string_view value, Override override) {
  if (setenv(std::string(key).c_str(), std::string(value).c_str(), override == Override::kYes ? 1 : 0) == 0) {
    return absl::OkStatus();
  }
  return absl::Status(absl::ErrnoToStatusCode(errno), "cannot set " + Shown(key) + ": " +
                                                          std::generic_category().message(errno) +
                                                          ". An environment variable needs a name without '='");
}

}  // namespace env_file
