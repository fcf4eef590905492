#ifndef PAWL_IMPLS_WORKER_POOL_IMPLS_H_
#define PAWL_IMPLS_WORKER_POOL_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/worker_pool/baseline.h"
#include "impls/worker_pool/corpus.h"
#include "impls/worker_pool/function_queue.h"
#include "impls/worker_pool/optimized.h"

// The installed oneTBB is not compiled for the thread sanitizer, which would take what happens inside it for races.
#if !defined(__SANITIZE_THREAD__)
#include "impls/worker_pool/onetbb.h"
#endif

namespace worker_pool {

static_assert(Pool<Baseline> && Pool<Optimized> && Pool<FunctionQueue>);

#if defined(__SANITIZE_THREAD__)
using Impls = impls::ImplList<Baseline, Optimized, FunctionQueue>;
#else
static_assert(Pool<OneTbb>);
using Impls = impls::ImplList<Baseline, Optimized, FunctionQueue, OneTbb>;
#endif

}  // namespace worker_pool

#endif  // PAWL_IMPLS_WORKER_POOL_IMPLS_H_
