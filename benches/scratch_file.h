#ifndef PAWL_BENCHES_SCRATCH_FILE_H_
#define PAWL_BENCHES_SCRATCH_FILE_H_

#include <filesystem>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace benches {

// The path of an input file called `name`, which is written once in a run, or once in a benchmark that was started by
// hand, and removed at the end. `write` gets another path, under which the file stands until it is whole: a process
// that is killed meanwhile leaves nothing that looks finished. The first error of making the folder, of `write` or of
// the renaming.
absl::StatusOr<std::filesystem::path> ScratchFile(
    const std::string& name, const std::function<absl::Status(const std::filesystem::path&)>& write);

}  // namespace benches

#endif  // PAWL_BENCHES_SCRATCH_FILE_H_
