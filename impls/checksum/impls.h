#ifndef PAWL_IMPLS_CHECKSUM_IMPLS_H_
#define PAWL_IMPLS_CHECKSUM_IMPLS_H_

#include "impls/checksum/baseline.h"
#include "impls/checksum/corpus.h"
#include "impls/checksum/optimized.h"
#include "impls/impl_list.h"

namespace checksum {

static_assert(Hasher<Baseline> && Hasher<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_IMPLS_H_
