#include "impls/build_plan/optimized.h"

#include "impls/build_plan/plan_builder.h"

namespace build_plan {

absl::StatusOr<Digest> Optimized::Checksum(const Plan& plan) { return ChecksumInOrder(cache_.root(), plan, hasher_); }

}  // namespace build_plan
