#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>

#include "impls/sample_table/impls.h"
#include "impls/sample_table/memory_source.h"
#include "impls/sample_table/movie.h"

namespace sample_table {
namespace {

template <typename Impl>
void Compare(const Baseline& want, const Impl& got) {
  const auto differ = [](const char* what, uint64_t at) {
    std::fprintf(stderr, "%s and baseline differ in %s %llu\n", Impl::kName.data(), what,
                 static_cast<unsigned long long>(at));
    std::abort();
  };
  if (want.size() != got.size()) differ("size", want.size());
  if (want.size() == 0) return;
  typename Impl::Cursor cursor(got, 0);
  for (uint32_t i = 0; i < want.size(); ++i) {
    const Sample sample = want.At(i);
    if (got.At(i) != sample || cursor.Next() != sample || got.ChunkOf(i) != want.ChunkOf(i)) differ("sample", i);
    for (const uint64_t dts : {sample.dts, sample.dts + sample.duration / 2, sample.dts + sample.duration}) {
      if (got.AtTime(dts) != want.AtTime(dts)) differ("time", dts);
    }
  }
}

void CompareAll(const Tables& tables) {
  const Baseline want = Baseline::Build(tables).value();
  Compare(want, Succinct::Build(tables).value());
  Compare(want, Optimized::Build(tables).value());
  const TablesInMemory file(tables);
  Compare(want, Optimized::Open(file.source, file.source->bytes, file.tables).value());
}

}  // namespace
}  // namespace sample_table

// Whatever the bytes, as a whole file and as the beginning of a longer one: an error, or tables of which all
// implementations say the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const uint64_t more_bytes : {uint64_t{0}, uint64_t{4096}}) {
    const absl::StatusOr<sample_table::Movie> movie = sample_table::ReadMovie({data, size}, size + more_bytes);
    if (!movie.ok()) continue;
    for (const sample_table::Track& track : movie->tracks) sample_table::CompareAll(track.tables);
  }
  return 0;
}
