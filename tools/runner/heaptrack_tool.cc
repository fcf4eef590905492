#include "tools/runner/heaptrack_tool.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "fmt/format.h"
#include "tools/model/metric.h"
#include "tools/model/profile.h"
#include "tools/runner/child.h"
#include "tools/runner/folded_stacks.h"
#include "tools/runner/search_path.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kControlRounding = 16;  // how far a standard library rounds the capacity of a string up

struct CostType {
  std::string_view metric;
  std::string_view option;  // of heaptrack_print
};

constexpr std::array<CostType, 4> kCostTypes = {{{kAllocations, "allocations"},
                                                 {kTemporaryAllocations, "temporary"},
                                                 {kLeakedBytes, "leaked"},
                                                 {kPeakBytes, "peak"}}};

absl::StatusOr<std::string> ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || file.bad()) return absl::DataLossError(fmt::format("cannot read {}", path.string()));
  return text.str();
}

absl::Status NotInstalled(const std::string& what) { return absl::NotFoundError(what + ": apt-get install heaptrack"); }

// Runs a part of heaptrack to its end.
absl::Status RunPart(const Child::Command& command, std::chrono::milliseconds timeout) {
  absl::StatusOr<Child> child = Child::Start(command);
  return child.ok() ? child->Finish(timeout) : child.status();
}

absl::Status About(const fs::path& file, const absl::Status& status) {
  return absl::Status(status.code(), fmt::format("{}: {}", file.string(), std::string(status.message())));
}

// Whether the file's last line begins as heaptrack's last line does, which nobody writes once the disk is full.
absl::Status CheckEnd(const fs::path& path, std::string_view last_line) {
  const absl::StatusOr<std::string> text = ReadWhole(path);
  if (!text.ok()) return text.status();
  const size_t end = text->empty() ? 0 : text->size() - 1;
  const size_t newline = text->rfind('\n', end == 0 ? 0 : end - 1);
  const size_t begin = newline == std::string::npos ? 0 : newline + 1;
  if (text->ends_with('\n') && text->compare(begin, last_line.size(), last_line) == 0) return absl::OkStatus();
  return absl::DataLossError(fmt::format(
      "{}: was cut off after {} bytes, or heaptrack now ends it otherwise than 1.4 did: make room on the disk "
      "and profile the case again",
      path.string(), text->size()));
}

// Raw data to what heaptrack_print reads; returns how many allocations the interpreter saw.
absl::StatusOr<int64_t> Interpret(const HeaptrackTool& tool, const fs::path& raw, const fs::path& data,
                                  std::chrono::milliseconds timeout) {
  if (absl::Status status = CheckEnd(raw, "R "); !status.ok()) return status;
  Child::Command command;
  command.argv = {tool.interpreter.string()};
  command.name = "heaptrack_interpret";
  command.input = raw;
  command.output = data;
  command.log = raw.parent_path() / "interpret.log";
  if (absl::Status status = RunPart(command, timeout); !status.ok()) return About(raw, status);
  if (absl::Status status = CheckEnd(data, "# ips: "); !status.ok()) return status;
  const absl::StatusOr<std::string> log = ReadWhole(command.log);
  if (!log.ok()) return log.status();
  return ParseInterpretedAllocations(*log, command.log);
}

absl::StatusOr<std::vector<FoldedStack>> Print(const HeaptrackTool& tool, const fs::path& data, const CostType& type,
                                               std::chrono::milliseconds timeout) {
  const fs::path stacks = data.parent_path() / fmt::format("{}.stacks", type.option);
  Child::Command command;
  // Suppressed leaks would be leaks all the same, and Pawl's limits say what may leak.
  command.argv = {tool.print.string(),
                  "--file=" + data.string(),
                  "--print-flamegraph=" + stacks.string(),
                  fmt::format("--flamegraph-cost-type={}", type.option),
                  "--print-histogram=" + (data.parent_path() / "histogram").string(),
                  "--print-peaks=0",
                  "--print-allocators=0",
                  "--print-temporary=0",
                  "--disable-builtin-suppressions",
                  "--disable-embedded-suppressions"};
  command.name = "heaptrack_print";
  command.log = data.parent_path() / "print.log";
  if (absl::Status status = RunPart(command, timeout); !status.ok()) return About(data, status);
  const absl::StatusOr<std::string> text = ReadWhole(stacks);
  if (!text.ok()) return text.status();
  return ParseFoldedStacks(*text, stacks);
}

absl::Status CheckControl(const fs::path& raw, int64_t control_bytes) {
  const fs::path histogram = raw.parent_path() / "histogram";
  const absl::StatusOr<std::string> text = ReadWhole(histogram);
  if (!text.ok()) return text.status();
  const absl::StatusOr<bool> seen = HistogramHas(*text, control_bytes, control_bytes + kControlRounding, histogram);
  if (!seen.ok()) return seen.status();
  if (*seen) return absl::OkStatus();
  return absl::DataLossError(fmt::format(
      "{}: lacks the allocation of {} bytes that the worker made last. Either the data was cut off: make "
      "room on the disk; or heaptrack does not see this binary's allocations: it brings an allocator of its "
      "own, so profile a build without it",
      raw.string(), control_bytes));
}

// Every cost type lists the same stacks in the same order, so a list that was cut off is one that differs.
absl::Status CheckWhole(const fs::path& data, const std::vector<std::vector<FoldedStack>>& lists, int64_t allocations) {
  int64_t sum = 0;
  for (const FoldedStack& stack : lists.front()) sum += stack.cost;
  bool whole = sum == allocations;
  for (const std::vector<FoldedStack>& list : lists) {
    whole &= std::equal(list.begin(), list.end(), lists.front().begin(), lists.front().end(),
                        [](const FoldedStack& a, const FoldedStack& b) { return a.frames == b.frames; });
  }
  if (whole) return absl::OkStatus();
  return absl::DataLossError(
      fmt::format("{}: heaptrack_interpret saw {} allocations, and heaptrack_print lists {} of them: the data between "
                  "the two was cut off or damaged. Make room on the disk and profile the case again",
                  data.string(), allocations, sum));
}

}  // namespace

absl::StatusOr<HeaptrackTool> FindHeaptrack(const std::string& search_path, const fs::path& folder,
                                            std::chrono::milliseconds timeout) {
  const std::optional<fs::path> heaptrack = InSearchPath(search_path, "heaptrack");
  if (!heaptrack) return NotInstalled("heaptrack is not installed");
  const std::optional<fs::path> print = InSearchPath(search_path, "heaptrack_print");
  if (!print) return NotInstalled("heaptrack is installed without heaptrack_print");
  HeaptrackTool tool;
  tool.print = *print;
  // Where the script itself looks.
  std::error_code error;
  const fs::path library = fs::canonical(*heaptrack, error).parent_path().parent_path() / "lib/heaptrack";
  tool.preload = library / "libheaptrack_preload.so";
  tool.interpreter = library / "libexec/heaptrack_interpret";
  for (const fs::path& part : {tool.preload, tool.interpreter}) {
    if (!fs::exists(part, error)) return NotInstalled(fmt::format("heaptrack is installed without {}", part.string()));
  }
  Child::Command command;
  command.argv = {heaptrack->string(), "--version"};
  command.name = heaptrack->string();
  command.output = folder / "version";
  command.log = folder / "version.log";
  if (absl::Status status = RunPart(command, timeout); !status.ok()) return status;
  absl::StatusOr<std::string> version = ReadWhole(command.output);
  if (!version.ok()) return version.status();
  tool.version = version->substr(0, version->find('\n'));
  if (!tool.version.starts_with("heaptrack ")) {
    return absl::FailedPreconditionError(
        fmt::format("{} --version says \"{}\" instead of a version: apt-get install --reinstall heaptrack",
                    heaptrack->string(), tool.version.substr(0, 100)));
  }
  return tool;
}

absl::StatusOr<HeapStacks> ReadHeapStacks(const HeaptrackTool& tool, const fs::path& raw, int64_t control_bytes,
                                          std::chrono::milliseconds timeout) {
  const fs::path data = raw.parent_path() / "data";
  const absl::StatusOr<int64_t> allocations = Interpret(tool, raw, data, timeout);
  if (!allocations.ok()) return allocations.status();
  std::vector<std::vector<FoldedStack>> lists;
  for (const CostType& type : kCostTypes) {
    absl::StatusOr<std::vector<FoldedStack>> list = Print(tool, data, type, timeout);
    if (!list.ok()) return list.status();
    lists.push_back(*std::move(list));
  }
  if (absl::Status status = CheckControl(raw, control_bytes); !status.ok()) return status;
  if (absl::Status status = CheckWhole(data, lists, *allocations); !status.ok()) return status;
  HeapStacks stacks;
  for (size_t i = 0; i < lists.size(); ++i) stacks[std::string(kCostTypes[i].metric)] = SumByStack(lists[i]);
  return stacks;
}

}  // namespace pawl
