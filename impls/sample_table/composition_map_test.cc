#include "impls/sample_table/composition_map.h"

#include <cstdint>

#include "gtest/gtest.h"
#include "impls/sample_table/tables.h"

namespace sample_table {
namespace {

// Offsets of all samples, 16 GB, could not be had.
TEST(CompositionMap, OneOffsetOfAllSamplesIsOfNoneOfThem) {
  const uint8_t runs[] = {0x80, 0, 0, 0, 0, 0, 0, 9, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 9};
  Tables tables;
  tables.sizes.count = UINT32_MAX;
  tables.sizes.constant = 1;
  tables.composition_offsets = {2, runs};
  const CompositionMap map(tables);
  EXPECT_EQ(map.allocated_bytes(), 0u);
  EXPECT_EQ(map.At(UINT32_MAX - 1), 9);
}

TEST(CompositionMap, FewRunsOfManySamplesAreKeptExactly) {
  const uint8_t runs[] = {0,    0,    0x75, 0x30, 0, 0, 0, 0, 0, 0, 0x27, 0x10,
                          0xff, 0xff, 0xff, 0xfa, 0, 0, 0, 1, 0, 0, 0,    3};
  Tables tables;
  tables.sizes.count = 40'001;
  tables.composition_offsets = {3, runs};
  const CompositionMap map(tables);
  EXPECT_LE(map.allocated_bytes(), 40'001u / 4 + 10);
  for (uint32_t i = 0; i < 40'001; ++i) ASSERT_EQ(map.At(i), i < 30'000 ? 0 : i < 40'000 ? -6 : 3) << i;
}

}  // namespace
}  // namespace sample_table
