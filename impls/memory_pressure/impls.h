#ifndef PAWL_IMPLS_MEMORY_PRESSURE_IMPLS_H_
#define PAWL_IMPLS_MEMORY_PRESSURE_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/memory_pressure/baseline.h"
#include "impls/memory_pressure/corpus.h"
#include "impls/memory_pressure/optimized.h"

namespace memory_pressure {

static_assert(Checker<Baseline> && Checker<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace memory_pressure

#endif  // PAWL_IMPLS_MEMORY_PRESSURE_IMPLS_H_
