#include "impls/container_client/container_client.h"

#include <algorithm>

namespace container_client {

Options Bounded(Options options) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365 * 10);
  options.request_timeout = std::min(options.request_timeout, kLongest);
  options.max_answer_age = std::min(options.max_answer_age, kLongest);
  options.max_connections = std::max<size_t>(options.max_connections, 1);
  return options;
}

}  // namespace container_client
