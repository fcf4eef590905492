#ifndef PAWL_IMPLS_SAMPLE_TABLE_IMPLS_H_
#define PAWL_IMPLS_SAMPLE_TABLE_IMPLS_H_

#include "impls/impl_list.h"
#include "impls/sample_table/baseline.h"
#include "impls/sample_table/corpus.h"
#include "impls/sample_table/optimized.h"
#include "impls/sample_table/sample_table.h"
#include "impls/sample_table/succinct.h"

namespace sample_table {

static_assert(SampleTable<Baseline> && SampleTable<Optimized> && SampleTable<Succinct>);

using Impls = impls::ImplList<Baseline, Optimized, Succinct>;

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_IMPLS_H_
