#ifndef PAWL_TOOLS_RUNNER_DUMP_READER_H_
#define PAWL_TOOLS_RUNNER_DUMP_READER_H_

#include <cstdint>
#include <filesystem>

#include "absl/status/statusor.h"
#include "tools/model/sample.h"

namespace pawl {

// The files that one callgrind dumps, `<output>.1`, `<output>.2` and so on. Removes each once it is read, and those
// that are left when it dies. Move-only; not thread-safe.
class DumpReader {
 public:
  explicit DumpReader(std::filesystem::path output) : output_(std::move(output)) {}
  DumpReader(DumpReader&& other) noexcept;
  DumpReader& operator=(DumpReader&& other) = delete;
  ~DumpReader();

  // What the dumps `first` to `last` together say of `iterations` iterations. Errors name the file that is missing or
  // damaged; kFailedPrecondition if there is no dump.
  absl::StatusOr<InstructionCount> Read(int64_t iterations, int64_t first, int64_t last);

 private:
  std::filesystem::path output_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_DUMP_READER_H_
