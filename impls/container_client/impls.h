#ifndef PAWL_IMPLS_CONTAINER_CLIENT_IMPLS_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_IMPLS_H_

#include "impls/container_client/baseline.h"
#include "impls/container_client/corpus.h"
#include "impls/container_client/optimized.h"
#include "impls/impl_list.h"

namespace container_client {

static_assert(Client<Baseline> && Client<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_IMPLS_H_
