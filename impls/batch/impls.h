#ifndef PAWL_IMPLS_BATCH_IMPLS_H_
#define PAWL_IMPLS_BATCH_IMPLS_H_

#include "impls/batch/baseline.h"
#include "impls/batch/corpus.h"
#include "impls/batch/optimized.h"
#include "impls/impl_list.h"

namespace batch {

static_assert(Processor<Baseline> && Processor<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace batch

#endif  // PAWL_IMPLS_BATCH_IMPLS_H_
