#include "impls/memory_pressure/tracker.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace memory_pressure {
namespace {

using Rows = std::vector<Tracker::Row>;

TEST(Tracker, SumsWhatItsUsersHoldAndRanksThem) {
  Tracker tracker;
  EXPECT_EQ(tracker.TotalBytes(), 0u);
  Tracker::User buffers = tracker.Join("buffers"), index = tracker.Join("index");
  buffers.Add(100);
  index.Add(300);
  index.Remove(100);
  EXPECT_EQ(buffers.bytes(), 100);
  EXPECT_EQ(tracker.TotalBytes(), 300u);
  EXPECT_EQ(tracker.Rows(), (Rows{{"index", 200, 300}, {"buffers", 100, 100}}));
}

TEST(Tracker, AUserThatLeavesTakesItsBytesAlongAndItsPlaceIsUsedAgain) {
  Tracker tracker;
  {
    Tracker::User first = tracker.Join("first");
    first.Add(100);
  }
  EXPECT_EQ(tracker.TotalBytes(), 0u);
  EXPECT_EQ(tracker.Rows(), Rows());
  Tracker::User second = tracker.Join("second");
  EXPECT_EQ(tracker.Rows(), (Rows{{"second", 0, 0}}));
}

TEST(Tracker, MemoryMayBeGivenBackBySomebodyElse) {
  Tracker tracker;
  Tracker::User producer = tracker.Join("producer"), consumer = tracker.Join("consumer");
  producer.Add(100);
  consumer.Remove(70);
  EXPECT_EQ(tracker.TotalBytes(), 30u);
  EXPECT_EQ(tracker.Rows(), (Rows{{"producer", 100, 100}, {"consumer", -70, 0}}));
  consumer.Remove(70);
  EXPECT_EQ(tracker.TotalBytes(), 0u) << "never below nothing";
}

TEST(Tracker, UsersOfOneNameAreSeveral) {
  Tracker tracker;
  Tracker::User a = tracker.Join("same"), b = tracker.Join("same");
  a.Add(1);
  b.Add(2);
  EXPECT_EQ(tracker.Rows(), (Rows{{"same", 2, 2}, {"same", 1, 1}}));
}

TEST(Tracker, AUserMovesWithWhatItHolds) {
  Tracker tracker;
  Tracker::User from = tracker.Join("moved");
  from.Add(5);
  Tracker::User to(std::move(from));
  from.Add(100);  // NOLINT: the state is promised
  EXPECT_EQ(from.bytes(), 0);
  EXPECT_EQ(to.bytes(), 5);
  EXPECT_EQ(tracker.TotalBytes(), 5u);
}

TEST(Tracker, ManyThreadsAddWhileOthersReadAndNothingIsLost) {
  Tracker tracker;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      EXPECT_LE(tracker.TotalBytes(), 4'000'000u);
      tracker.Rows();
    }
  });
  std::vector<Tracker::User> users(4);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < users.size(); ++t) {
    threads.emplace_back([&, t] {
      users[t] = tracker.Join(std::to_string(t));
      for (int i = 0; i < 10'000; ++i) users[t].Add(100);
    });
  }
  for (std::thread& thread : threads) thread.join();
  done = true;
  reader.join();
  EXPECT_EQ(tracker.TotalBytes(), 4'000'000u);
}

}  // namespace
}  // namespace memory_pressure
