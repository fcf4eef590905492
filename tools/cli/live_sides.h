#ifndef PAWL_TOOLS_CLI_LIVE_SIDES_H_
#define PAWL_TOOLS_CLI_LIVE_SIDES_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/cli/live_run.h"
#include "tools/runner/worker.h"

namespace pawl {

// A build of a benchmark that takes part in a live comparison.
struct Build {
  std::string binary;
  std::string folder = {};                // that it runs in; empty: this process's own
  std::vector<std::string> layouts = {};  // the same, linked in other orders
};

// Real workers of two builds. Owns the factories that Sides() lends.
class LiveSides {
 public:
  // `scratch` is a private folder; `counter` may be empty if nothing is counted. An error names the binary that can't
  // be read.
  static absl::StatusOr<LiveSides> Create(const Build& accepted, const Build& contender, const std::string& counter,
                                          const std::filesystem::path& scratch);

  Against Sides() const;

 private:
  std::vector<std::unique_ptr<WorkerFactory>> factories_;
  bool identical_ = false;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_LIVE_SIDES_H_
