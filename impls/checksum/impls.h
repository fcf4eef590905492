#ifndef PAWL_IMPLS_CHECKSUM_IMPLS_H_
#define PAWL_IMPLS_CHECKSUM_IMPLS_H_

#include "impls/checksum/baseline.h"
#include "impls/checksum/corpus.h"
#include "impls/checksum/interleaved.h"
#include "impls/checksum/optimized.h"
#include "impls/checksum/parallel.h"
#include "impls/checksum/stat_cache.h"
#include "impls/impl_list.h"

namespace checksum {

static_assert(Hasher<Baseline> && Hasher<Optimized> && Hasher<Interleaved> && Hasher<Parallel> && Hasher<StatCache>);

using Impls = impls::ImplList<Baseline, Optimized, Interleaved, Parallel, StatCache>;

}  // namespace checksum

#endif  // PAWL_IMPLS_CHECKSUM_IMPLS_H_
