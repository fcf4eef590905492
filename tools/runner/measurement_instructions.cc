// How a Measurement counts instructions.
#include <algorithm>
#include <bit>
#include <utility>

#include "fmt/format.h"
#include "tools/runner/measurement.h"

namespace pawl {
namespace {

// Enough to show work that is shared by 32 iterations.
constexpr int64_t kMostIterations = 64;

// Callgrind executes about 115 million instructions per second here, and a case is counted for 6n iterations and one
// more. These keep a case below 0.25 s, its share of the 0.4 s that all deterministic probes of a case may cost. They
// are numbers of instructions and not of seconds, so that every run counts the same iterations.
constexpr int64_t kMostInstructions = 4'000'000;

// Natively; an iteration of kMostInstructions takes 1 to 2 ms. It only spares the run of a case that would be refused
// by its first count, or that waits.
constexpr double kLongestIterationNs = 10e6;

bool Waits(const CaseSamples& samples) {
  return !samples.error && samples.instructions.empty() && !samples.instructions_absent;
}

std::string TooSlow(const std::string& what) {
  return fmt::format(
      "{}: a gate counts instructions of iterations up to {} million of them, since valgrind takes 30 times as long. "
      "Give it a smaller size beside this one",
      what, kMostInstructions / 1'000'000);
}

// Whoever ran well natively and dies of this under valgrind executes what valgrind does not know.
bool UnknownToValgrind(const absl::Status& status) {
  return absl::IsAborted(status) && std::string(status.message()).find("was killed by SIGILL") != std::string::npos;
}

std::string Unknown(const absl::Status& status) {
  return fmt::format("valgrind does not know an instruction that it executes: {}", std::string(status.message()));
}

}  // namespace

Worker* Measurement::UseInstructionWorker() {
  if (worker_ != nullptr && worker_kind_ == WorkerKind::kInstructions) return worker_.get();
  worker_.reset();
  auto worker = factory_.Start(WorkerKind::kInstructions);
  if (worker.ok()) {
    worker_ = *std::move(worker);
    worker_kind_ = WorkerKind::kInstructions;
    instruction_facts_ = worker_->Facts();
    return worker_.get();
  }
  for (auto& [name, selected] : selected_) {
    if (!Waits(selected.samples)) continue;
    if (UnknownToValgrind(worker.status())) {
      selected.samples.instructions_absent = Unknown(worker.status());
    } else if (absl::IsUnavailable(worker.status())) {
      selected.samples.instructions_absent = std::string(worker.status().message());
    } else {
      selected.samples.error = std::string(worker.status().message());
    }
  }
  return nullptr;
}

void Measurement::CountInstructions() {
  for (auto& [name, selected] : selected_) {
    if (facts_["sanitized"] == "yes") {
      selected.samples.instructions_absent = "a sanitizer's instructions are part of this build";
    } else if (selected.counted_ns > kLongestIterationNs) {
      selected.samples.instructions_absent =
          TooSlow(fmt::format("an iteration takes {:.0f} ms", selected.counted_ns * 1e-6));
    }
  }
  for (auto& [name, selected] : selected_) {
    if (!Waits(selected.samples)) continue;
    if (UseInstructionWorker() == nullptr) return;
    const bool isolated = Isolate({&selected});
    if (worker_ != nullptr) CountInstructionsOf(selected);
    Release(isolated);
  }
}

void Measurement::CountInstructionsOf(Selected& selected) {
  constexpr char kDoing[] = "counting instructions:";
  // The first iteration builds the fixture and fills what libraries keep. The second says how many are affordable.
  const auto warm_up = worker_->Run(selected.index, 1, 0, 0);
  if (UnknownToValgrind(warm_up.status())) {
    worker_.reset();
    selected.samples.instructions_absent = Unknown(warm_up.status());
    return;
  }
  if (!warm_up.ok()) return Fail(selected, warm_up.status(), "running under valgrind:");
  const auto first = worker_->CountInstructions(selected.index, 1);
  if (!first.ok()) return Fail(selected, first.status(), kDoing);
  const int64_t once = std::max<int64_t>(first->instructions / std::max<int64_t>(first->iterations, 1), 1);
  if (once > kMostInstructions) {
    selected.samples.instructions_absent = TooSlow(fmt::format("an iteration executes {} instructions", once));
    selected.samples.instructions_at_least = once;
    return;
  }
  // A power of two, so that a few instructions more do not change it.
  const auto affordable = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(kMostInstructions / once)));
  const int64_t n = std::min(affordable, kMostIterations);
  std::vector<InstructionPair> repeats(2);
  for (InstructionPair& pair : repeats) {
    for (InstructionCount* count : {&pair.n, &pair.twice_n}) {
      auto counted = worker_->CountInstructions(selected.index, count == &pair.n ? n : 2 * n);
      if (!counted.ok()) return Fail(selected, counted.status(), kDoing);
      *count = *std::move(counted);
    }
    // A slope of nothing, or of less, is no count: it would be the best number there is.
    if (pair.twice_n.iterations > pair.n.iterations && pair.twice_n.instructions <= pair.n.instructions) {
      selected.samples.instructions_absent =
          fmt::format("{} iterations execute {} instructions and {} no more than {}: it does other work each time",
                      pair.n.iterations, pair.n.instructions, pair.twice_n.iterations, pair.twice_n.instructions);
      return;
    }
  }
  selected.samples.instructions = std::move(repeats);
}

}  // namespace pawl
