#include "impls/env_file/options.h"

#include <cstdlib>
#include <string>

namespace env_file {

std::optional<std::string_view> ProcessEnvironment(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

absl::Status Validate(const Options& options) {
  const auto at_least_one = [](const char* name, size_t value) {
    return value > 0 ? absl::OkStatus()
                     : absl::InvalidArgumentError(std::string("Options::") + name + " is 0. Leave it at its default");
  };
  absl::Status status = at_least_one("max_line_bytes", options.max_line_bytes);
  status.Update(at_least_one("max_entry_bytes", options.max_entry_bytes));
  status.Update(at_least_one("window_bytes", options.window_bytes));
  return status;
}

absl::Status Cancelled(std::string_view file, uint64_t line) {
  return absl::CancelledError(std::string(file) + ":" + std::to_string(line) +
                              ": stopped on request. What came before was delivered; start again from the beginning");
}

}  // namespace env_file
