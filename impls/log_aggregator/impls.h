#ifndef PAWL_IMPLS_LOG_AGGREGATOR_IMPLS_H_
#define PAWL_IMPLS_LOG_AGGREGATOR_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/log_aggregator/baseline.h"
#include "impls/log_aggregator/corpus.h"
#include "impls/log_aggregator/log_aggregator.h"
#include "impls/log_aggregator/optimized.h"

namespace log_aggregator {

static_assert(LogAggregator<Baseline> && LogAggregator<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace log_aggregator

#endif  // PAWL_IMPLS_LOG_AGGREGATOR_IMPLS_H_
