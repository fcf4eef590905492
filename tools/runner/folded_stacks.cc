#include "tools/runner/folded_stacks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "fmt/format.h"

namespace pawl {
namespace {

constexpr std::string_view kUnknownFrame = "??";
// Calls the benchmark's function, in whichever thread; one of Google Benchmark's out-of-line functions.
constexpr std::string_view kCaseFrame = "benchmark::internal::BenchmarkInstance::Run(";

constexpr int64_t kMost = int64_t{1} << 50;  // a petabyte, and still a thousand of them can be added up

std::optional<int64_t> ParseCount(std::string_view text) {
  int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 0 || count > kMost) {
    return std::nullopt;
  }
  return count;
}

absl::Status Damaged(const std::string& origin, size_t line, std::string_view what) {
  return absl::DataLossError(
      fmt::format("{}:{}: {}. The file is damaged or was written to its end by nobody: profile the case again", origin,
                  line, what));
}

// Calls `take` with every line and its number; the error is its first one.
template <typename Take>
absl::Status ForEachLine(std::string_view text, const std::string& origin, Take take) {
  for (size_t begin = 0, number = 1; begin < text.size(); ++number) {
    const size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) return Damaged(origin, number, "the last line has no end");
    if (absl::Status status = take(text.substr(begin, end - begin), number); !status.ok()) return status;
    begin = end + 1;
  }
  return absl::OkStatus();
}

std::string Frame(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  if (!text.starts_with("0x")) return std::string(text);
  return std::string(kUnknownFrame) +
         std::string(text.substr(std::min(text.find_first_not_of(kHexDigits, 2), text.size())));
}

std::string Frames(std::string_view text) {
  std::string frames;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(';', begin), text.size());
    if (end > begin) {
      if (!frames.empty()) frames += ';';
      frames += Frame(text.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return frames.empty() ? std::string(kUnknownFrame) : frames;
}

std::vector<std::string> Split(std::string_view frames) {
  std::vector<std::string> split;
  while (true) {
    const size_t end = frames.find(';');
    split.emplace_back(frames.substr(0, end));
    if (end == std::string_view::npos) return split;
    frames.remove_prefix(end + 1);
  }
}

void SortByCost(std::vector<StackCost>& stacks) {
  std::stable_sort(stacks.begin(), stacks.end(),
                   [](const StackCost& a, const StackCost& b) { return std::abs(a.cost) > std::abs(b.cost); });
}

}  // namespace

absl::StatusOr<std::vector<FoldedStack>> ParseFoldedStacks(std::string_view text, const std::string& origin) {
  std::vector<FoldedStack> stacks;
  const absl::Status status = ForEachLine(text, origin, [&](std::string_view line, size_t number) {
    const size_t space = line.rfind(' ');
    const std::optional<int64_t> cost =
        space == std::string_view::npos ? std::nullopt : ParseCount(line.substr(space + 1));
    if (!cost) return Damaged(origin, number, fmt::format("\"{}\" does not end in a cost", line.substr(0, 200)));
    stacks.push_back({Frames(line.substr(0, space)), *cost});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return stacks;
}

absl::StatusOr<int64_t> ParseInterpretedAllocations(std::string_view text, const std::string& origin) {
  std::optional<int64_t> allocations;
  const absl::Status status = ForEachLine(text, origin, [&](std::string_view line, size_t /*number*/) {
    const size_t name = line.find_first_not_of(" \t");
    constexpr std::string_view kName = "allocations:";
    if (name == std::string_view::npos || !line.substr(name).starts_with(kName)) return absl::OkStatus();
    line.remove_prefix(name + kName.size());
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (const auto count = ParseCount(line)) allocations = count;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!allocations) {
    return absl::DataLossError(
        fmt::format("{}: heaptrack_interpret does not say how many allocations it has seen, so nobody knows whether it "
                    "saw all: this Pawl knows heaptrack 1.4",
                    origin));
  }
  return *allocations;
}

absl::StatusOr<bool> HistogramHas(std::string_view text, int64_t smallest, int64_t largest, const std::string& origin) {
  bool has = false;
  const absl::Status status = ForEachLine(text, origin, [&](std::string_view line, size_t number) {
    const size_t tab = line.find('\t');
    const auto size = ParseCount(line.substr(0, tab));
    const auto count = tab == std::string_view::npos ? std::nullopt : ParseCount(line.substr(tab + 1));
    if (!size || !count) return Damaged(origin, number, "this is no size and its count");
    has |= *size >= smallest && *size <= largest && *count > 0;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return has;
}

std::map<std::string, int64_t> SumByStack(const std::vector<FoldedStack>& stacks) {
  std::map<std::string, int64_t> sums;
  for (const FoldedStack& stack : stacks) sums[stack.frames] += stack.cost;
  return sums;
}

bool OfTheCase(std::string_view frames) {
  const bool main_thread = frames == "main" || frames.starts_with("main;");
  return !main_thread || frames.find(kCaseFrame) != std::string_view::npos;
}

std::vector<StackCost> SlopePerStack(const std::map<std::string, int64_t>& fewer,
                                     const std::map<std::string, int64_t>& more, int64_t added) {
  std::map<std::string_view, int64_t> differences;
  for (const auto& [frames, cost] : more) differences[frames] += cost;
  for (const auto& [frames, cost] : fewer) differences[frames] -= cost;
  const bool visible = std::any_of(differences.begin(), differences.end(), [](const auto& stack) {
    return stack.first.find(kCaseFrame) != std::string_view::npos;
  });
  std::vector<StackCost> stacks;
  for (const auto& [frames, difference] : differences) {
    if (difference == 0 || (visible && !OfTheCase(frames))) continue;
    stacks.push_back({Split(frames), static_cast<double>(difference) / static_cast<double>(added)});
  }
  SortByCost(stacks);
  return stacks;
}

std::vector<StackCost> CostPerStack(const std::map<std::string, int64_t>& stacks) {
  std::vector<StackCost> costs;
  for (const auto& [frames, cost] : stacks) {
    if (cost != 0) costs.push_back({Split(frames), static_cast<double>(cost)});
  }
  SortByCost(costs);
  return costs;
}

}  // namespace pawl
