#ifndef PAWL_TOOLS_RUNNER_FOLDED_STACKS_H_
#define PAWL_TOOLS_RUNNER_FOLDED_STACKS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/profile.h"

// What heaptrack_print writes, read; pure. `origin` names the text in errors (a path).
namespace pawl {

// A call stack "main;Outer();Inner()", outermost first. Never empty.
struct FoldedStack {
  std::string frames;
  int64_t cost = 0;  // >= 0
};

// Reads `--print-flamegraph`: one stack and its cost in a line. Frames without a symbol are addresses, which differ in
// every process: each becomes "??", with its file if one is known. The last line of a whole file ends in a newline.
absl::StatusOr<std::vector<FoldedStack>> ParseFoldedStacks(std::string_view text, const std::string& origin);

// How many allocations heaptrack_interpret says it has seen: the last "allocations: <number>" of what it printed.
absl::StatusOr<int64_t> ParseInterpretedAllocations(std::string_view text, const std::string& origin);

// Whether `--print-histogram`, a size and a count in a line, has an allocation of `smallest` to `largest` bytes.
absl::StatusOr<bool> HistogramHas(std::string_view text, int64_t smallest, int64_t largest, const std::string& origin);

// Costs by stack; the same functions called from different lines are one stack.
std::map<std::string, int64_t> SumByStack(const std::vector<FoldedStack>& stacks);

// Whether the stack is of the benchmark: runs in its function or in a thread of its own, not in the main thread's code
// that only asks for slices and answers, whose allocations differ between two processes by the length of a number.
bool OfTheCase(std::string_view frames);

// The stacks' costs per iteration: (more - fewer) / added, without the stacks that did not change, dearest first. Only
// stacks OfTheCase(), if any is; in a binary without symbols none can be told from the others. REQUIRES: added > 0.
std::vector<StackCost> SlopePerStack(const std::map<std::string, int64_t>& fewer,
                                     const std::map<std::string, int64_t>& more, int64_t added);

// The stacks with their costs as they are, without those that cost nothing, dearest first.
std::vector<StackCost> CostPerStack(const std::map<std::string, int64_t>& stacks);

}  // namespace pawl

#endif  // PAWL_TOOLS_RUNNER_FOLDED_STACKS_H_
