#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_IMPLS_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_IMPLS_H_

#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/baseline.h"
#include "impls/archive_export/corpus.h"
#include "impls/archive_export/optimized.h"
#include "impls/impl_list.h"

namespace archive_export {

static_assert(Exporter<Baseline> && Exporter<Optimized>);

using Impls = impls::ImplList<Baseline, Optimized>;

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_IMPLS_H_
