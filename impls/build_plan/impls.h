#ifndef PAWL_IMPLS_BUILD_PLAN_IMPLS_H_
#define PAWL_IMPLS_BUILD_PLAN_IMPLS_H_

#include "impls/build_plan/baseline.h"
#include "impls/build_plan/corpus.h"
#include "impls/build_plan/optimized.h"
#include "impls/build_plan/parallel.h"
#include "impls/impl_list.h"

namespace build_plan {

static_assert(Planner<Baseline> && Planner<Optimized> && Planner<Parallel>);

using Impls = impls::ImplList<Baseline, Optimized, Parallel>;

}  // namespace build_plan

#endif  // PAWL_IMPLS_BUILD_PLAN_IMPLS_H_
