#include "tools/cli/live_sides.h"

#include <system_error>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/runner/process_worker.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<bool> SameBytes(const std::string& a, const std::string& b) {
  const absl::StatusOr<std::string> of_a = ReadFile(a);
  if (!of_a.ok()) return of_a.status();
  const absl::StatusOr<std::string> of_b = ReadFile(b);
  if (!of_b.ok()) return of_b.status();
  return *of_a == *of_b;
}

}  // namespace

absl::StatusOr<LiveSides> LiveSides::Create(const Build& accepted, const Build& contender, const std::string& counter,
                                            const fs::path& scratch) {
  LiveSides sides;
  const absl::StatusOr<bool> identical = SameBytes(accepted.binary, contender.binary);
  if (!identical.ok()) return identical.status();
  sides.identical_ = *identical;
  std::vector<std::pair<std::string, std::string>> binaries = {{accepted.binary, accepted.folder},
                                                               {contender.binary, contender.folder}};
  for (const std::string& layout : contender.layouts) binaries.emplace_back(layout, contender.folder);
  for (size_t i = 0; i < binaries.size(); ++i) {
    ProcessWorkerOptions options;
    options.binary = fs::absolute(binaries[i].first);
    options.folder = binaries[i].second;
    if (!counter.empty()) options.counter = fs::absolute(counter);
    // Names of equal length: a worker's path is on its stack.
    options.scratch = scratch / fmt::format("side{}", i);
    std::error_code error;  // a worker that can't be copied into it says so
    fs::create_directories(options.scratch, error);
    sides.factories_.push_back(NewProcessWorkerFactory(options));
  }
  return sides;
}

Against LiveSides::Sides() const {
  Against against;
  against.accepted = factories_[0].get();
  against.contender = factories_[1].get();
  for (size_t i = 2; i < factories_.size(); ++i) against.layouts.push_back(factories_[i].get());
  against.identical = identical_;
  return against;
}

}  // namespace pawl
