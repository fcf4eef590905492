#include "impls/build_plan/build_plan.h"

#include "gtest/gtest.h"
#include "impls/build_plan/contract.h"
#include "impls/build_plan/impls.h"
#include "impls/typed_suite.h"

namespace build_plan {
namespace {

PAWL_INSTANTIATE_CONTRACT(PlannerContract, Impls);

}  // namespace
}  // namespace build_plan
