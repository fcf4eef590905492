#include "impls/struct_layout/struct_layout.h"

#include <cstddef>
#include <cstdint>

#include "gtest/gtest.h"
#include "impls/struct_layout/contract.h"
#include "impls/struct_layout/corpus.h"
#include "impls/struct_layout/impls.h"
#include "impls/typed_suite.h"

namespace struct_layout {
namespace {

PAWL_INSTANTIATE_CONTRACT(StoreContract, Impls);

// A scan that counts all records, or none, would measure and prove little.
TEST(Corpus, AScanCountsSomeRecordsAndNotOthers) {
  constexpr size_t kCount = 10000;
  const Records records = corpus::OfEachKind(1, kCount);
  const auto some = [](uint64_t count) { return count > kCount / 20 && count < kCount * 19 / 20; };
  EXPECT_TRUE(some(oracle::FailedSince(records, corpus::kMiddleNs).count));
  EXPECT_TRUE(some(oracle::UnusedBefore(records, corpus::kMiddleNs).count));
  uint64_t warnings = 0;
  for (const uint64_t entries : oracle::CountFrom(records, LogLevel::kWarning)) {
    EXPECT_GT(entries, 0u);
    warnings += entries;
  }
  EXPECT_TRUE(some(warnings));
  const uint64_t all = oracle::RunningBytes(records, 0), half = oracle::RunningBytes(records, corpus::kMiddleNs);
  EXPECT_GT(half, all / 3);
  EXPECT_LT(half, all * 2 / 3);
}

TEST(Corpus, OtherSeedsGiveOtherRecords) {
  EXPECT_NE(corpus::Builds(1, 1), corpus::Builds(2, 1));
  EXPECT_NE(corpus::Log(1, 1), corpus::Log(2, 1));
  EXPECT_NE(corpus::Containers(1, 1), corpus::Containers(2, 1));
  EXPECT_NE(corpus::Images(1, 1), corpus::Images(2, 1));
}

}  // namespace
}  // namespace struct_layout
