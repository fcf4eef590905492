#ifndef PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_
#define PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_

#include "impls/image_flags/baseline.h"
#include "impls/image_flags/exact_append.h"
#include "impls/image_flags/optimized.h"
#include "impls/image_flags/reused_builder.h"
#include "impls/image_flags/str_append.h"
#include "impls/impl_list.h"

namespace image_flags {

using Impls = impls::ImplList<Baseline, Optimized, ReusedBuilder, ExactAppend, StrAppend>;

}  // namespace image_flags

#endif  // PAWL_IMPLS_IMAGE_FLAGS_IMPLS_H_
