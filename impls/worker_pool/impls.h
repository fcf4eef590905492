#ifndef PAWL_IMPLS_WORKER_POOL_IMPLS_H_
#define PAWL_IMPLS_WORKER_POOL_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/worker_pool/baseline.h"
#include "impls/worker_pool/corpus.h"
#include "impls/worker_pool/function_queue.h"
#include "impls/worker_pool/onetbb.h"
#include "impls/worker_pool/optimized.h"

namespace worker_pool {

static_assert(Pool<Baseline> && Pool<Optimized> && Pool<FunctionQueue> && Pool<OneTbb>);

using Impls = impls::ImplList<Baseline, Optimized, FunctionQueue, OneTbb>;

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_IMPLS_H_
