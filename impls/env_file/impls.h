#ifndef PAWL_IMPLS_ENV_FILE_IMPLS_H_
#define PAWL_IMPLS_ENV_FILE_IMPLS_H_

#include "impls/env_file/baseline.h"
#include "impls/env_file/corpus.h"
#include "impls/env_file/getline_map.h"
#include "impls/env_file/optimized.h"
#include "impls/env_file/streaming.h"
#include "impls/impl_list.h"

namespace env_file {

static_assert(Parser<Baseline> && Parser<Optimized> && Parser<Streaming>);

using Impls = impls::ImplList<Baseline, Optimized, Streaming>;

// Keeps no contract: what it costs to split lines and fill a map, and nothing else.
using NoSemantics = impls::ImplList<GetlineMap>;

}  // namespace env_file

#endif  // PAWL_IMPLS_ENV_FILE_IMPLS_H_
