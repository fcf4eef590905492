#ifndef PAWL_IMPLS_STRUCT_LAYOUT_CONTRACT_H_
#define PAWL_IMPLS_STRUCT_LAYOUT_CONTRACT_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "gtest/gtest.h"
#include "impls/struct_layout/corpus.h"
#include "impls/struct_layout/struct_layout.h"

// What every store must do.
namespace struct_layout {

// The answers, from the records themselves and in the words of the contract.
namespace oracle {

inline FailedBuilds FailedSince(const Records& records, int64_t time_ns) {
  FailedBuilds failed;
  for (const Build& build : records.builds) {
    if (build.status != BuildStatus::kFailed) continue;
    if (build.finished_at_ns < time_ns) continue;
    ++failed.count;
    failed.duration_ns += build.finished_at_ns - build.started_at_ns;
  }
  return failed;
}

inline EntriesBySource CountFrom(const Records& records, LogLevel level) {
  EntriesBySource entries = {};
  for (const LogEntry& entry : records.log) {
    if (entry.level >= level) ++entries.at(entry.source);
  }
  return entries;
}

inline uint64_t RunningBytes(const Records& records, int64_t after_ns) {
  uint64_t bytes = 0;
  for (const Container& container : records.containers) {
    if (container.state != ContainerState::kRunning) continue;
    if (container.started_at_ns > after_ns) bytes += container.writable_bytes;
  }
  return bytes;
}

inline UnusedImages UnusedBefore(const Records& records, int64_t time_ns) {
  UnusedImages unused;
  for (const Image& image : records.images) {
    if (image.pinned || image.containers > 0) continue;
    if (image.last_used_at_ns >= time_ns) continue;
    ++unused.count;
    unused.bytes += image.size_bytes;
  }
  return unused;
}

}  // namespace oracle

template <typename Impl>
class StoreContract : public testing::Test {
 protected:
  static constexpr int64_t kTimeNs = corpus::kMiddleNs;
};
TYPED_TEST_SUITE_P(StoreContract);

TYPED_TEST_P(StoreContract, AnEmptyStoreHasNothing) {
  const TypeParam store{Records()};
  EXPECT_EQ(store.Load(), Records());
  EXPECT_EQ(store.FailedSince(0), FailedBuilds());
  EXPECT_EQ(store.CountFrom(LogLevel::kDebug), EntriesBySource());
  EXPECT_EQ(store.RunningBytes(0), 0u);
  EXPECT_EQ(store.UnusedBefore(this->kTimeNs), UnusedImages());
}

TYPED_TEST_P(StoreContract, EveryFieldComesBack) {
  for (size_t count : {1, 2, 3, 1000}) {
    const Records records = corpus::OfEachKind(/*seed=*/count, count);
    EXPECT_EQ(TypeParam(records).Load(), records) << count << " of each kind";
  }
}

TYPED_TEST_P(StoreContract, KindsAreIndependent) {
  Records records;
  records.log = corpus::Log(1, 5);
  records.images = corpus::Images(1, 2);
  EXPECT_EQ(TypeParam(records).Load(), records);
}

TYPED_TEST_P(StoreContract, AStoreDoesNotBorrowFromItsInput) {
  Records records = corpus::OfEachKind(1, 100);
  const TypeParam store(records);
  records = Records();
  EXPECT_EQ(store.Load(), corpus::OfEachKind(1, 100));
}

TYPED_TEST_P(StoreContract, OnlyFailedBuildsCount) {
  for (const BuildStatus status : kBuildStatuses) {
    Build build;
    build.status = status;
    build.started_at_ns = this->kTimeNs - 30;
    build.finished_at_ns = this->kTimeNs;
    Records records;
    records.builds = {build, build};
    const FailedBuilds want = status == BuildStatus::kFailed ? FailedBuilds{2, 60} : FailedBuilds();
    EXPECT_EQ(TypeParam(records).FailedSince(this->kTimeNs), want);
    EXPECT_EQ(TypeParam(records).FailedSince(this->kTimeNs + 1), FailedBuilds());
  }
}

TYPED_TEST_P(StoreContract, ALevelIsCountedWithThoseAboveIt) {
  Records records;
  for (const LogLevel level : kLogLevels) {
    records.log.emplace_back().level = level;
    records.log.back().source = kSources - 1;
  }
  uint64_t want = kLogLevels.size();
  for (const LogLevel level : kLogLevels) {
    const EntriesBySource entries = TypeParam(records).CountFrom(level);
    EXPECT_EQ(entries.front(), 0u);
    EXPECT_EQ(entries.back(), want--);
  }
}

TYPED_TEST_P(StoreContract, OnlyRunningContainersCountThatStartedAfterTheTime) {
  for (const ContainerState state : kContainerStates) {
    Container container;
    container.state = state;
    container.started_at_ns = this->kTimeNs;
    container.writable_bytes = uint64_t{1} << 40;
    Records records;
    records.containers = {container, container};
    EXPECT_EQ(TypeParam(records).RunningBytes(this->kTimeNs), 0u);
    EXPECT_EQ(TypeParam(records).RunningBytes(this->kTimeNs - 1),
              state == ContainerState::kRunning ? uint64_t{1} << 41 : 0u);
  }
}

TYPED_TEST_P(StoreContract, AnImageIsUnusedUnlessSomethingHoldsIt) {
  for (const bool pinned : {false, true}) {
    for (const uint32_t containers : {0u, 1u, 1u << 31}) {
      Image image;
      image.pinned = pinned;
      image.containers = containers;
      image.last_used_at_ns = this->kTimeNs;
      image.size_bytes = uint64_t{1} << 40;
      Records records;
      records.images = {image, image};
      const bool held = pinned || containers > 0;
      const UnusedImages want = held ? UnusedImages() : UnusedImages{2, uint64_t{1} << 41};
      EXPECT_EQ(TypeParam(records).UnusedBefore(this->kTimeNs), UnusedImages());
      EXPECT_EQ(TypeParam(records).UnusedBefore(this->kTimeNs + 1), want);
    }
  }
}

TYPED_TEST_P(StoreContract, RandomRecordsAreCountedAsTheOracleCounts) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Records records = corpus::OfEachKind(seed, seed * seed % 211);
    const TypeParam store(records);
    for (const int64_t time_ns : {int64_t{0}, corpus::kFirstNs, corpus::kMiddleNs, corpus::kLastNs,
                                  std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
      ASSERT_EQ(store.FailedSince(time_ns), oracle::FailedSince(records, time_ns)) << "seed " << seed;
      ASSERT_EQ(store.RunningBytes(time_ns), oracle::RunningBytes(records, time_ns)) << "seed " << seed;
      ASSERT_EQ(store.UnusedBefore(time_ns), oracle::UnusedBefore(records, time_ns)) << "seed " << seed;
    }
    for (const LogLevel level : kLogLevels) {
      ASSERT_EQ(store.CountFrom(level), oracle::CountFrom(records, level)) << "seed " << seed;
    }
  }
}

REGISTER_TYPED_TEST_SUITE_P(StoreContract, AnEmptyStoreHasNothing, EveryFieldComesBack, KindsAreIndependent,
                            AStoreDoesNotBorrowFromItsInput, OnlyFailedBuildsCount, ALevelIsCountedWithThoseAboveIt,
                            OnlyRunningContainersCountThatStartedAfterTheTime, AnImageIsUnusedUnlessSomethingHoldsIt,
                            RandomRecordsAreCountedAsTheOracleCounts);

}  // namespace struct_layout

#endif  // PAWL_IMPLS_STRUCT_LAYOUT_CONTRACT_H_
