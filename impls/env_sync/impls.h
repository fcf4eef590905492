#ifndef PAWL_IMPLS_ENV_SYNC_IMPLS_H_
#define PAWL_IMPLS_ENV_SYNC_IMPLS_H_

#include "impls/env_sync/baseline.h"
#include "impls/env_sync/corpus.h"
#include "impls/env_sync/optimized.h"
#include "impls/impl_list.h"

namespace env_sync {

static_assert(Client<Baseline> && Client<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_IMPLS_H_
