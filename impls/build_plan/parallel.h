#ifndef PAWL_IMPLS_BUILD_PLAN_PARALLEL_H_
#define PAWL_IMPLS_BUILD_PLAN_PARALLEL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "impls/build_plan/build_plan.h"
#include "impls/build_plan/plan_cache.h"
#include "impls/checksum/optimized.h"
#include "impls/worker_pool/optimized.h"

namespace build_plan {

// Optimized with the directories of a level listed, and the files of a checksum hashed, by several threads. They start
// with the first level or plan that is large enough for two, and end with the planner.
class Parallel {
 public:
  static constexpr std::string_view kName = "parallel";

  // As many workers as there are processors.
  explicit Parallel(std::string root);

  absl::StatusOr<Plans> Create(std::span<const BuildKind> kinds);
  absl::StatusOr<Digest> Checksum(const Plan& plan);

  // Directories that the last Create had to list.
  size_t listed() const { return cache_.listed(); }

 private:
  // Calls fn(i) for each i < count.
  void ForEach(size_t count, const std::function<void(size_t)>& fn);

  PlanCache cache_;
  checksum::Optimized hasher_;
  std::unique_ptr<worker_pool::Optimized> pool_;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_PARALLEL_H_
