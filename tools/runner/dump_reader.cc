#include "tools/runner/dump_reader.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "tools/runner/callgrind_file.h"

namespace pawl {

DumpReader::DumpReader(DumpReader&& other) noexcept : output_(std::exchange(other.output_, {})) {}

DumpReader::~DumpReader() {
  if (output_.empty()) return;
  std::error_code error;
  const std::string mine = output_.filename().string();
  for (const auto& entry : std::filesystem::directory_iterator(output_.parent_path(), error)) {
    std::error_code ignored;
    if (entry.path().filename().string().starts_with(mine)) std::filesystem::remove(entry.path(), ignored);
  }
}

absl::StatusOr<InstructionCount> DumpReader::Read(int64_t iterations, int64_t first, int64_t last) {
  if (first > last) return absl::FailedPreconditionError("callgrind dumped nothing: the measured loop never ran");
  InstructionCount count{iterations, 0, {}};
  for (int64_t number = first; number <= last; ++number) {
    const std::string path = fmt::format("{}.{}", output_.string(), number);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      return absl::NotFoundError(
          fmt::format("{}, which callgrind should have written, cannot be read: {}", path, std::strerror(errno)));
    }
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const absl::StatusOr<CallgrindCosts> costs = ParseCallgrindFile(text, path);
    if (!costs.ok()) return costs.status();
    count.instructions += costs->instructions;
    for (const auto& [name, cost] : costs->by_function) count.by_function[name] += cost;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  return count;
}

}  // namespace pawl
