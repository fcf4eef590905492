#include "impls/sample_table/sample_table.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "gtest/gtest.h"
#include "impls/sample_table/allocations.h"
#include "impls/sample_table/cache_tracks.h"
#include "impls/sample_table/contract.h"
#include "impls/sample_table/impls.h"
#include "impls/typed_suite.h"

namespace sample_table {
namespace {

PAWL_INSTANTIATE_CONTRACT(SampleTableContract, Impls);

Tables TablesOf(const corpus::File& file) { return ReadMovie(file.view(), file.file_bytes).value().tracks[0].tables; }

// Among them, tracks with every kind of map.
std::vector<corpus::Track> Tracks() {
  std::vector<corpus::Track> tracks = corpus::TracksOfEveryMap();
  tracks.insert(tracks.end(), {corpus::Aac2h(5000), corpus::H264At60(5000), corpus::Vfr1M(5000),
                               corpus::Random(7, 5000), corpus::Random(11, 3000), corpus::Track()});
  return tracks;
}

template <typename Impl>
class Memory : public ::testing::Test {};
TYPED_TEST_SUITE_P(Memory);

TYPED_TEST_P(Memory, TheFootprintIsWhatTheAllocatorGave) {
  for (const corpus::Track& track : Tracks()) {
    const corpus::File file = corpus::Mp4({track});
    const Tables tables = TablesOf(file);
    const int64_t before = allocations::live_bytes;
    const TypeParam table = TypeParam::Build(tables).value();
    EXPECT_EQ(static_cast<int64_t>(table.footprint() - sizeof table), allocations::live_bytes - before);
  }
}

TYPED_TEST_P(Memory, LookUpsAllocateNothing) {
  const corpus::File file = corpus::Mp4({corpus::Vfr1M(2000)});
  const TypeParam table = TypeParam::Build(TablesOf(file)).value();
  const int64_t before = allocations::count;
  typename TypeParam::Cursor cursor(table, 0);
  uint64_t sum = 0;
  for (uint32_t i = 0; i < table.size(); ++i)
    sum += table.At(i).size + cursor.Next().size + table.AtTime(i) + table.ChunkOf(i);
  EXPECT_EQ(allocations::count, before);
  EXPECT_GT(sum, 0u);
}

TYPED_TEST_P(Memory, NoneToBeHadIsAnErrorWhicheverAllocationFails) {
  for (const corpus::Track& track : Tracks()) {
    if (track.sizes.empty()) continue;  // may need none
    const corpus::File file = corpus::Mp4({track});
    const Tables tables = TablesOf(file);
    const int64_t before = allocations::count;
    ASSERT_TRUE(TypeParam::Build(tables).ok());
    const int64_t needed = allocations::count - before;
    ASSERT_GT(needed, 0);
    const int64_t live_before = allocations::live_bytes;
    for (int64_t i = 0; i < needed; ++i) {
      allocations::left = i;
      const absl::Status status = TypeParam::Build(tables).status();
      EXPECT_TRUE(absl::IsResourceExhausted(status)) << i << ": " << status;
    }
    EXPECT_EQ(allocations::live_bytes, live_before);
  }
}

REGISTER_TYPED_TEST_SUITE_P(Memory, TheFootprintIsWhatTheAllocatorGave, LookUpsAllocateNothing,
                            NoneToBeHadIsAnErrorWhicheverAllocationFails);
PAWL_INSTANTIATE_CONTRACT(Memory, Impls);

double BytesPerSample(const corpus::Track& track) {
  const corpus::File file = corpus::Mp4({track});
  const Succinct table = Succinct::Build(TablesOf(file)).value();
  const double bytes = static_cast<double>(table.footprint()) / table.size();
  std::printf("%u samples: %.4f bytes each\n", table.size(), bytes);
  return bytes;
}

// Everything counts: the object, all capacity, chunks, composition offsets and sync samples.
TEST(Succinct, HoldsTheWorkloadsInSoManyBytesPerSample) {
  EXPECT_LE(BytesPerSample(corpus::Aac2h()), 1.45);
  EXPECT_LE(BytesPerSample(corpus::H264At60()), 2.6);
  EXPECT_LE(BytesPerSample(corpus::Vfr1M()), 6.5);
  EXPECT_LE(BytesPerSample(corpus::ConstantSize()), 0.01);
}

}  // namespace
}  // namespace sample_table
