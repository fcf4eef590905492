#ifndef PAWL_IMPLS_CHUNK_READER_IMPLS_H_
#define PAWL_IMPLS_CHUNK_READER_IMPLS_H_

#include "impls/chunk_reader/baseline.h"
#include "impls/chunk_reader/corpus.h"
#include "impls/chunk_reader/optimized.h"
#include "impls/chunk_reader/tuned.h"
#include "impls/impl_list.h"

namespace chunk_reader {

static_assert(ChunkReader<Baseline> && ChunkReader<Optimized> && ChunkReader<Tuned>);

using Impls = impls::ImplList<Baseline, Optimized, Tuned>;

}  // namespace chunk_reader

#endif  // PAWL_IMPLS_CHUNK_READER_IMPLS_H_
