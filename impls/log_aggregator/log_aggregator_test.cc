#include "impls/log_aggregator/log_aggregator.h"

#include "gtest/gtest.h"
#include "impls/log_aggregator/contract.h"
#include "impls/log_aggregator/contract_sinks.h"
#include "impls/log_aggregator/contract_threads.h"
#include "impls/log_aggregator/impls.h"
#include "impls/typed_suite.h"

namespace log_aggregator {
namespace {

PAWL_INSTANTIATE_CONTRACT(LineContract, Impls);
PAWL_INSTANTIATE_CONTRACT(SinkContract, Impls);
PAWL_INSTANTIATE_CONTRACT(ThreadsContract, Impls);

}  // namespace
}  // namespace log_aggregator
