#ifndef PAWL_TOOLS_CLI_ACCEPTED_BUILDS_H_
#define PAWL_TOOLS_CLI_ACCEPTED_BUILDS_H_

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/live_sides.h"
#include "tools/store/binary_store.h"

namespace pawl {

// Accepted binaries as real workers, taken out of the store when they are asked for. Owns the factories that Open()
// lends. Not thread-safe.
class AcceptedBuilds {
 public:
  // `contender` is what they are compared with, `counter` the allocation counter, `scratch` a private folder. `whole`:
  // the contender's bytes are all that runs, so the same bytes do the same.
  AcceptedBuilds(BinaryStore store, Build contender, std::string counter, std::filesystem::path scratch,
                 bool whole = true)
      : whole_(whole),
        store_(std::move(store)),
        contender_(std::move(contender)),
        counter_(std::move(counter)),
        scratch_(std::move(scratch)) {}

  // An AcceptedOpener. The contender's own bytes, if they are the whole, need no store: they are at hand.
  absl::StatusOr<Against> Open(const std::string& hash);

 private:
  bool whole_;
  BinaryStore store_;
  Build contender_;
  std::string counter_;
  std::filesystem::path scratch_;
  std::string contender_hash_;  // empty until it is asked for
  std::vector<LiveSides> opened_;
};

// Whether `accepted` is a program for the machine that runs `contender`: an emulator would time something else. The
// error says for which it is.
absl::Status CheckSameMachine(const std::string& accepted, const std::string& contender);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_ACCEPTED_BUILDS_H_
