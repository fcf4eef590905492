#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

#include "impls/sample_table/impls.h"
#include "impls/sample_table/movie.h"

namespace sample_table {
namespace {

[[noreturn]] void Differ(const char* what, uint64_t at) {
  std::fprintf(stderr, "succinct and baseline differ in %s %llu\n", what, static_cast<unsigned long long>(at));
  std::abort();
}

void Compare(const Baseline& want, const Succinct& got) {
  if (want.size() != got.size()) Differ("size", want.size());
  if (want.size() == 0) return;
  Succinct::Cursor cursor(got, 0);
  for (uint32_t i = 0; i < want.size(); ++i) {
    const Sample sample = want.At(i);
    if (got.At(i) != sample || cursor.Next() != sample || got.ChunkOf(i) != want.ChunkOf(i)) Differ("sample", i);
    for (const uint64_t dts : {sample.dts, sample.dts + sample.duration / 2, sample.dts + sample.duration}) {
      if (got.AtTime(dts) != want.AtTime(dts)) Differ("time", dts);
    }
  }
}

}  // namespace
}  // namespace sample_table

// Whatever the bytes, as a whole file and as the beginning of a longer one: an error, or tables of which both
// implementations say the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const uint64_t more_bytes : {uint64_t{0}, uint64_t{4096}}) {
    const absl::StatusOr<sample_table::Movie> movie = sample_table::ReadMovie({data, size}, size + more_bytes);
    if (!movie.ok()) continue;
    for (const sample_table::Track& track : movie->tracks) {
      sample_table::Compare(sample_table::Baseline::Build(track.tables).value(),
                            sample_table::Succinct::Build(track.tables).value());
    }
  }
  return 0;
}
