#ifndef PAWL_IMPLS_BUILD_PLAN_BASELINE_H_
#define PAWL_IMPLS_BUILD_PLAN_BASELINE_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "impls/build_plan/build_plan.h"
#include "impls/checksum/baseline.h"

namespace build_plan {

// Walks the tree for each plan with std::filesystem, looks up the status of every entry, asks every rule about every
// path and everything above it, and sorts the paths at the end. Keeps nothing.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(std::string root) : root_(std::move(root)) {}

  absl::StatusOr<Plans> Create(std::span<const BuildKind> kinds);
  absl::StatusOr<Digest> Checksum(const Plan& plan);

 private:
  std::string root_;
  checksum::Baseline hasher_;
};

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_BASELINE_H_
