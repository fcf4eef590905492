#include "impls/container_client/container_client.h"

#include "gtest/gtest.h"
#include "impls/container_client/contract.h"
#include "impls/container_client/impls.h"
#include "impls/typed_suite.h"

namespace container_client {
namespace {

PAWL_INSTANTIATE_CONTRACT(ContainerClientContract, Impls);

using WithCaches = ::testing::Types<Caching<Baseline>, Caching<Optimized>>;
INSTANTIATE_TYPED_TEST_SUITE_P(Caches, ContainerClientContract, WithCaches, impls::NameByImpl);

}  // namespace
}  // namespace container_client
