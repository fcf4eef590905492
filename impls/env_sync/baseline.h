#ifndef PAWL_IMPLS_ENV_SYNC_BASELINE_H_
#define PAWL_IMPLS_ENV_SYNC_BASELINE_H_

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "impls/env_sync/calls.h"
#include "impls/env_sync/env_sync.h"

namespace env_sync {

// One request at a time, each on a connection of its own: three round trips under TLS 1.3. A pull first gathers all
// variables of all paths, and hands out none if one of them cannot be had.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(Options options) : options_(std::move(options)) {}

  PushResult Push(std::string_view path, std::span<const Entry> entries, const std::stop_token& stop = {});
  absl::Status Pull(std::span<const std::string> paths, const Sink& sink, const std::stop_token& stop = {});

 private:
  Step::Kind Run(Call& call, const std::stop_token& stop, bool abandons) const;

  Options options_;
};

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_BASELINE_H_
