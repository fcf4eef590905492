#include "impls/env_sync/env_sync.h"

#include "gtest/gtest.h"
#include "impls/env_sync/contract.h"
#include "impls/env_sync/impls.h"
#include "impls/typed_suite.h"

namespace env_sync {
namespace {

PAWL_INSTANTIATE_CONTRACT(EnvSyncContract, Impls);

}  // namespace
}  // namespace env_sync
