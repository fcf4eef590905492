#include "impls/build_plan/parallel.h"

#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "impls/build_plan/plan_builder.h"

namespace build_plan {
namespace {

// Listing a directory takes some 10 us, waking a thread up to 50.
constexpr size_t kFewest = 16;

}  // namespace

Parallel::Parallel(std::string root) : cache_(std::move(root)) {}

void Parallel::ForEach(size_t count, const std::function<void(size_t)>& fn) {
  if (count < kFewest) {
    for (size_t i = 0; i < count; ++i) fn(i);
    return;
  }
  if (pool_ == nullptr) pool_ = std::make_unique<worker_pool::Optimized>(std::thread::hardware_concurrency());
  std::vector<char> done(count);
  const worker_pool::Outcome outcome = pool_->Map(std::span(done), [&fn](size_t i) -> char {
    fn(i);
    return 1;
  });
  if (outcome.thrown) std::rethrow_exception(outcome.thrown);  // no memory
}

absl::StatusOr<Plans> Parallel::Create(std::span<const BuildKind> kinds) {
  return cache_.Create(kinds, [this](size_t count, const auto& visit) { ForEach(count, visit); });
}

absl::StatusOr<Digest> Parallel::Checksum(const Plan& plan) {
  const std::string& root = cache_.root();
  if (plan.inputs() < kFewest) return ChecksumInOrder(root, plan, hasher_);
  if (absl::Status complete = CheckComplete(root, plan); !complete.ok()) return complete;
  std::vector<std::string> lines(plan.inputs());
  std::vector<absl::Status> failures(plan.inputs());
  ForEach(plan.inputs(), [&](size_t i) {
    thread_local checksum::Optimized hasher;
    failures[i] = AppendChecksumLine(root, plan, i, hasher, lines[i]);
  });
  std::string text;
  for (size_t i = 0; i < plan.inputs(); ++i) {
    if (!failures[i].ok()) return failures[i];
    text += lines[i];
  }
  return hasher_.HashBytes(text);
}

}  // namespace build_plan
