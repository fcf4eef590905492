#ifndef PAWL_IMPLS_BUFFER_ASSEMBLY_IMPLS_H_
#define PAWL_IMPLS_BUFFER_ASSEMBLY_IMPLS_H_

#include "impls/buffer_assembly/baseline.h"
#include "impls/buffer_assembly/corpus.h"
#include "impls/buffer_assembly/optimized.h"
#include "impls/impl_list.h"

namespace buffer_assembly {

static_assert(Assembler<Baseline> && Assembler<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace buffer_assembly

#endif  // PAWL_IMPLS_BUFFER_ASSEMBLY_IMPLS_H_
