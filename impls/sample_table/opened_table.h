#ifndef PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_
#define PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_

#include "impls/sample_table/corpus.h"
#include "impls/sample_table/impls.h"
#include "impls/sample_table/memory_source.h"
#include "impls/sample_table/movie.h"

// Tables for tests that are opened from a file which a test can change.
namespace sample_table {

inline TablesInMemory FileOf(const corpus::Track& track) {
  const corpus::File file = corpus::Mp4({track});
  return TablesInMemory(ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables);
}

inline Optimized OpenAll(const TablesInMemory& file, const Optimized::Options& options = {}) {
  return Optimized::Open(file.source, file.source->bytes, file.tables, options).value();
}

}  // namespace sample_table

#endif  // PAWL_IMPLS_SAMPLE_TABLE_OPENED_TABLE_H_
