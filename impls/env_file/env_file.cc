#include "impls/env_file/env_file.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace env_file {

absl::Status SetVariable(std::string_view key, std::string_view value, Override override) {
  const std::string what = "cannot set '" + Shown(key) + "': ";
  if (key.find('\0') != std::string_view::npos || value.find('\0') != std::string_view::npos) {
    return absl::InvalidArgumentError(what + "it has a NUL byte, which no environment can hold. Remove it");
  }
  if (setenv(std::string(key).c_str(), std::string(value).c_str(), override == Override::kYes ? 1 : 0) == 0) {
    return absl::OkStatus();
  }
  const int error_number = errno;
  const char* const way_out =
      error_number == EINVAL ? "An environment variable needs a name without '='" : "Free memory and set it again";
  return absl::Status(absl::ErrnoToStatusCode(error_number),
                      what + std::generic_category().message(error_number) + ". " + way_out);
}

}  // namespace env_file
