#include <vector>

#include "gtest/gtest.h"
#include "impls/object_pool/depot.h"
#include "impls/object_pool/size_class.h"
#include "impls/object_pool/thread_cache.h"

namespace object_pool {
namespace {

TEST(SizeClass, IsTheSmallestThatIsLargeEnough) {
  EXPECT_EQ(ClassBytes(0), kSmallestClassBytes);
  EXPECT_EQ(ClassBytes(kSizeClasses - 1), kLargestClassBytes);
  uint32_t want = 0;
  for (size_t bytes = 0; bytes <= kLargestClassBytes; ++bytes) {
    if (bytes > ClassBytes(want)) ++want;
    ASSERT_EQ(ClassOf(bytes), want) << bytes;
  }
  EXPECT_EQ(want, kSizeClasses - 1);
}

TEST(SizeClass, AMagazineIsSmallInObjectsAndBytes) {
  for (uint32_t i = 0; i < kSizeClasses; ++i) {
    EXPECT_LE(MagazineOf(ClassBytes(i)), 32u);
    EXPECT_LE(MagazineOf(ClassBytes(i)) * ClassBytes(i), 4u * 65536);
  }
  EXPECT_EQ(MagazineOf(2048), 32u);
  EXPECT_EQ(MagazineOf(4096), 16u);
  EXPECT_EQ(MagazineOf(65536), 4u);
  EXPECT_EQ(MagazineOf(98304), 0u);
}

TEST(Bin, GivesOutWhatCameLastAndRefusesWhatIsTooMuch) {
  int objects[8] = {};
  void* slots[4];
  Bin bin;
  bin.Init(2, slots);
  EXPECT_EQ(bin.Take(), nullptr);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bin.Keep(&objects[i]));
  EXPECT_FALSE(bin.Keep(&objects[5]));
  EXPECT_EQ(bin.objects(), 5u);
  EXPECT_EQ(bin.OldestMagazine()[0], &objects[1]);
  EXPECT_EQ(bin.OldestMagazine()[1], &objects[2]);
  bin.DropOldestMagazine();
  EXPECT_EQ(bin.Take(), &objects[0]) << "which was kept apart";
  EXPECT_EQ(bin.Take(), &objects[4]);
  EXPECT_EQ(bin.Take(), &objects[3]);
  EXPECT_EQ(bin.Take(), nullptr);
}

TEST(Allowance, IsExact) {
  Allowance allowance(10);
  EXPECT_TRUE(allowance.Take(7));
  EXPECT_FALSE(allowance.Take(4));
  EXPECT_FALSE(allowance.Take(UINT64_MAX));
  EXPECT_TRUE(allowance.Take(3));
  allowance.GiveBack(10);
  EXPECT_EQ(allowance.taken(), 0u);
}

TEST(Depot, AgesWhatAlwaysLayThere) {
  int objects[10] = {};
  std::vector<void*> all;
  for (int& object : objects) all.push_back(&object);
  Depot depot;
  Allowance allowance(11);
  const auto bytes_of = [](const void*) { return uint64_t{1}; };
  ASSERT_TRUE(depot.Add(all, all.size(), allowance));
  EXPECT_TRUE(depot.Age(bytes_of, allowance).empty()) << "it was empty within that time";
  std::vector<void*> room(4);
  EXPECT_EQ(depot.Take(room, bytes_of), 4u);
  ASSERT_TRUE(depot.Add(room, room.size(), allowance));
  EXPECT_EQ(depot.Age(bytes_of, allowance), std::vector<void*>(all.begin(), all.begin() + 6)) << "the oldest";
  EXPECT_EQ(depot.objects(), 4u);
  EXPECT_EQ(depot.Age(bytes_of, allowance).size(), 4u);
  EXPECT_EQ(depot.Take(room, bytes_of), 0u);
  ASSERT_TRUE(depot.Add(all, all.size(), allowance));
  EXPECT_EQ(depot.TakeAll(allowance), all);
  EXPECT_EQ(depot.objects(), 0u);
  EXPECT_EQ(allowance.taken(), 0u);
}

TEST(Depot, KeepsItsPartOfTheAllowanceUntilItAges) {
  int object = 0;
  std::vector<void*> one = {&object};
  Allowance allowance(10);
  Depot depot, other;
  ASSERT_TRUE(depot.Add(one, 10, allowance));
  EXPECT_EQ(depot.Take(one, [](const void*) { return uint64_t{10}; }), 1u);
  EXPECT_EQ(depot.bytes(), 0u);
  EXPECT_FALSE(other.Add(one, 1, allowance));
  EXPECT_TRUE(depot.Add(one, 10, allowance));
  EXPECT_EQ(depot.TakeAll(allowance).size(), 1u);
  EXPECT_TRUE(other.Add(one, 10, allowance));
}

}  // namespace
}  // namespace object_pool
