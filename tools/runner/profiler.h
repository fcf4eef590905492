#ifndef PAWL_TOOLS_RUNNER_PROFILER_H_
#define PAWL_TOOLS_RUNNER_PROFILER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

namespace pawl {

// What one instrument says of one case.
struct CaseProfiles {
  std::vector<Profile> profiles;
  std::vector<MissingProfile> missing;  // what cannot be had here, and why
};

// An instrument that shows where the cases of one benchmark binary spend something. It runs workers of its own, which
// take seconds, and disturbs whatever is timed meanwhile. Not thread-safe.
class Profiler {
 public:
  virtual ~Profiler() = default;

  virtual std::string_view Instrument() const = 0;  // "heaptrack"

  // An error says what went wrong this time: a crash of the case or of the instrument, damaged data, a full disk.
  virtual absl::StatusOr<CaseProfiles> Run(const std::string& case_name) = 0;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_PROFILER_H_
