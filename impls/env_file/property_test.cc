#include "gtest/gtest.h"
#include "impls/env_file/impls.h"
#include "impls/env_file/property_contract.h"
#include "impls/typed_suite.h"

namespace env_file {
namespace {

PAWL_INSTANTIATE_CONTRACT(EnvFileProperties, Impls);
PAWL_INSTANTIATE_COMPARISON(EnvFileEquality, Impls);

}  // namespace
}  // namespace env_file
