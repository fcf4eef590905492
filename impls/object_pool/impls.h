#ifndef PAWL_IMPLS_OBJECT_POOL_IMPLS_H_
#define PAWL_IMPLS_OBJECT_POOL_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/object_pool/baseline.h"
#include "impls/object_pool/corpus.h"
#include "impls/object_pool/optimized.h"

namespace object_pool {

static_assert(Pools<Baseline> && Pools<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace object_pool

#endif  // PAWL_IMPLS_OBJECT_POOL_IMPLS_H_
