#ifndef PAWL_IMPLS_STRUCT_LAYOUT_IMPLS_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/struct_layout/baseline.h"
#include "impls/struct_layout/optimized.h"
#include "impls/struct_layout/split.h"

namespace struct_layout {

using Impls = impls::ImplList<Baseline, Optimized, Split>;

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_IMPLS_H_
