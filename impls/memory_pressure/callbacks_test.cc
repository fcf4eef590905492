#include "impls/memory_pressure/callbacks.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace memory_pressure {
namespace {

void Announce(Callbacks& callbacks, Level before, Level now) {
  callbacks.Queue(before, now);
  callbacks.Deliver();
}

TEST(Callbacks, AreCalledInTheOrderInWhichTheyWereAdded) {
  Callbacks callbacks;
  std::string seen;
  for (const char* name : {"a", "b", "c"}) {
    callbacks.Add(
        [&seen, name](Level before, Level now) { seen += std::string(name) + Name(before) + Name(now) + " "; });
  }
  Announce(callbacks, Level::kNormal, Level::kHigh);
  EXPECT_EQ(seen, "anormalhigh bnormalhigh cnormalhigh ");
}

TEST(Callbacks, OneMayRemoveItselfAndIsDestroyedWhenItReturns) {
  Callbacks callbacks;
  const auto alive = std::make_shared<int>();
  Callbacks::Id id = 0;
  int calls = 0;
  id = callbacks.Add([&callbacks, &id, &calls, alive](Level, Level) {
    callbacks.Remove(id);
    callbacks.Remove(id);
    EXPECT_EQ(alive.use_count(), 2) << "still there while it runs";
    ++calls;
  });
  Announce(callbacks, Level::kNormal, Level::kHigh);
  EXPECT_EQ(alive.use_count(), 1);
  Announce(callbacks, Level::kHigh, Level::kNormal);
  EXPECT_EQ(calls, 1);
}

TEST(Callbacks, OneMayRemoveThoseBeforeAndAfterIt) {
  Callbacks callbacks;
  std::string seen;
  Callbacks::Id first = 0, last = 0;
  first = callbacks.Add([&](Level, Level) { seen += "first "; });
  callbacks.Add([&](Level, Level) {
    seen += "middle ";
    callbacks.Remove(first);
    callbacks.Remove(last);
  });
  last = callbacks.Add([&](Level, Level) { seen += "last "; });
  Announce(callbacks, Level::kNormal, Level::kHigh);
  Announce(callbacks, Level::kHigh, Level::kNormal);
  EXPECT_EQ(seen, "first middle middle ");
}

TEST(Callbacks, OneThatIsAddedByAnotherHearsOfTheNextChange) {
  Callbacks callbacks;
  std::string seen;
  Callbacks::Id id = 0;
  id = callbacks.Add([&](Level, Level) {
    callbacks.Add([&](Level, Level now) { seen += Name(now); });
    callbacks.Remove(id);
  });
  Announce(callbacks, Level::kNormal, Level::kHigh);
  EXPECT_EQ(seen, "");
  Announce(callbacks, Level::kHigh, Level::kCritical);
  EXPECT_EQ(seen, "critical");
}

TEST(Callbacks, AChangeAnnouncedByACallbackIsDeliveredAfterThisOne) {
  Callbacks callbacks;
  std::string seen;
  callbacks.Add([&](Level, Level now) {
    seen += "1" + std::string(Name(now)) + " ";
    if (now == Level::kCritical) Announce(callbacks, Level::kCritical, Level::kNormal);
  });
  callbacks.Add([&](Level, Level now) { seen += "2" + std::string(Name(now)) + " "; });
  Announce(callbacks, Level::kNormal, Level::kCritical);
  EXPECT_EQ(seen, "1critical 2critical 1normal 2normal ");
}

TEST(Callbacks, RemoveOnAnotherThreadWaitsUntilTheCallbackHasReturned) {
  Callbacks callbacks;
  std::atomic<bool> entered = false, returned = false;
  const Callbacks::Id id = callbacks.Add([&](Level, Level) {
    entered = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    returned = true;
  });
  std::thread announcer([&] { Announce(callbacks, Level::kNormal, Level::kHigh); });
  while (!entered) std::this_thread::yield();
  callbacks.Remove(id);
  EXPECT_TRUE(returned);
  announcer.join();
}

TEST(Callbacks, RemoveDoesNotWaitForOthers) {
  Callbacks callbacks;
  std::atomic<bool> entered = false, release = false;
  callbacks.Add([&](Level, Level) {
    entered = true;
    while (!release) std::this_thread::yield();
  });
  const Callbacks::Id other = callbacks.Add([](Level, Level) { ADD_FAILURE() << "it was removed"; });
  std::thread announcer([&] { Announce(callbacks, Level::kNormal, Level::kHigh); });
  while (!entered) std::this_thread::yield();
  callbacks.Remove(other);
  Announce(callbacks, Level::kHigh, Level::kNormal);  // left to the other thread
  release = true;
  announcer.join();
}

TEST(Callbacks, ManyThreadsAnnounceAddAndRemove) {
  Callbacks callbacks;
  std::atomic<int> inside = 0, calls = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        const auto alive = std::make_unique<std::atomic<bool>>(true);
        const Callbacks::Id id = callbacks.Add([&, alive = alive.get()](Level, Level) {
          EXPECT_EQ(++inside, 1) << "one at a time";
          EXPECT_TRUE(*alive);
          ++calls;
          --inside;
        });
        Announce(callbacks, Level::kNormal, Level::kHigh);
        callbacks.Remove(id);
        *alive = false;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(calls, 0);
}

}  // namespace
}  // namespace memory_pressure
