#ifndef PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_
#define PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_

#include "impls/image_flags/baseline.h"
#include "impls/image_flags/optimized.h"
#include "impls/image_flags/reused_builder.h"
#include "impls/impl_list.h"

namespace image_flags {

using Impls = impls::ImplList<Baseline, Optimized, ReusedBuilder>;

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_
