#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "impls/container_client/contract_fixture.h"
#include "impls/container_client/corpus.h"
#include "impls/container_client/impls.h"

// When Optimized uses another call's answer, and when it must not.
namespace container_client {
namespace {

using std::chrono::milliseconds;

Options Caching(const TestEngine& test, milliseconds max_age = std::chrono::hours(1)) {
  Options options = test.options();
  options.caches = true;
  options.max_answer_age = max_age;
  return options;
}

void AwaitWatch(Optimized& client) {
  while (!client.IsWatching()) std::this_thread::yield();
}

std::string State(Optimized& client, const std::string& reference) {
  const auto details = client.InspectContainer(reference);
  return details.ok() ? (*details)->summary.state : details.status().ToString();
}

TEST(Caches, AnswerWhatWasAnswered) {
  TestEngine test;
  Optimized client(Caching(test));
  AwaitWatch(client);
  const auto ask = [&] {
    EXPECT_EQ((*client.ListContainers())->size(), 20u);
    EXPECT_EQ(**client.InspectContainer("service-3"), corpus::TypicalContainer(3));
    EXPECT_EQ(**client.InspectContainer(corpus::Id(3)), corpus::TypicalContainer(3));
    EXPECT_EQ((*client.ListImages())->size(), 7u);
    EXPECT_EQ(**client.InspectImage("registry.example/service:2"), corpus::TypicalImage(2));
    EXPECT_EQ(client.InspectContainer("nobody").status().code(), absl::StatusCode::kNotFound);
  };
  ask();
  EXPECT_EQ(test.server.requests(), 6);
  for (int i = 0; i < 10; ++i) ask();
  EXPECT_EQ(test.server.requests(), 16);  // errors are not kept
  EXPECT_EQ(client.stats().cached, 50);
  EXPECT_EQ((*client.DescribeContainers(std::vector<std::string>{corpus::Id(3), "service-3"})[0]).name, "service-3");
  EXPECT_EQ(test.server.requests(), 16);
}

TEST(Caches, AreOffUnlessAskedFor) {
  TestEngine test;
  Optimized client(test.options());
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
  EXPECT_EQ(test.server.requests(), 5);
  EXPECT_EQ(test.server.streams(), 0);
  EXPECT_FALSE(client.IsWatching());
}

TEST(Caches, KeepNothingBeyondItsAge) {
  TestEngine test;
  Optimized client(Caching(test, milliseconds(-1)));
  AwaitWatch(client);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(client.ListContainers().ok());
  EXPECT_EQ(test.server.requests(), 5);
}

// The one unforgivable result would be the old state after the event was delivered: be it to a thread that sleeps.
TEST(Caches, SeeEveryChangeOnceItsEventIsDelivered) {
  TestEngine test;
  Optimized client(Caching(test));
  AwaitWatch(client);
  const std::string id = corpus::Id(3);
  const std::string prefix = id.substr(0, 30);
  for (int i = 0; i < 500; ++i) {
    const std::string state = i % 2 == 0 ? "running" : "exited";
    test.engine.SetState(id, state);
    test.server.AwaitDelivery();
    EXPECT_EQ(State(client, id), state);
    EXPECT_EQ(State(client, "service-3"), state);
    EXPECT_EQ(State(client, prefix), state);
    EXPECT_EQ((**client.ListContainers())[3].state, state);
    EXPECT_EQ(client.DescribeContainers(std::vector<std::string>{id, corpus::Id(4)})[0]->state, state);
    EXPECT_EQ(State(client, id), state);
  }
  EXPECT_GE(client.stats().cached, 500);  // they were used all the same
  EXPECT_EQ(test.server.streams(), 1);
}

// While other threads ask for the same all the time.
TEST(Caches, SeeEveryChangeAmongManyCallers) {
  TestEngine test;
  Optimized client(Caching(test));
  AwaitWatch(client);
  const std::string id = corpus::Id(3);
  std::atomic<bool> is_over = false;
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i) {
    others.emplace_back([&] {
      while (!is_over) {
        EXPECT_TRUE(client.InspectContainer(id).ok());
        EXPECT_TRUE(client.ListContainers().ok());
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    const std::string state = i % 2 == 0 ? "running" : "exited";
    test.engine.SetState(id, state);
    test.server.AwaitDelivery();
    EXPECT_EQ(State(client, id), state);
    EXPECT_EQ((**client.ListContainers())[3].state, state);
  }
  is_over = true;
  for (std::thread& other : others) other.join();
}

// Even if the engine tells nothing.
TEST(Caches, SeeTheClientsOwnChangesAtOnce) {
  TestEngine test;
  Optimized client(Caching(test));
  AwaitWatch(client);
  test.server.HoldEvents(true);
  ContainerSpec spec;
  spec.image = "registry.example/service:1";
  spec.name = "mine";
  std::string before;
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ((*client.ListContainers())->size(), 20u);
    const std::string id = client.CreateContainer(spec).value();
    EXPECT_NE(id, before);
    EXPECT_EQ((*client.ListContainers())->size(), 21u);
    EXPECT_EQ((*client.InspectContainer("mine"))->summary.id, id);
    EXPECT_EQ((*client.InspectContainer(id))->summary.id, id);
    ASSERT_TRUE(client.RemoveContainer(i % 2 == 0 ? "mine" : id).ok());
    EXPECT_EQ(client.InspectContainer("mine").status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(client.InspectContainer(id).status().code(), absl::StatusCode::kNotFound);
    before = id;
    EXPECT_EQ((*client.ListImages())->size(), 7u);
    ASSERT_TRUE(client.ImportImage("mine", "archive").ok());
    EXPECT_EQ((*client.ListImages())->size(), 8u);
    const std::string image = (*client.InspectImage("mine"))->summary.id;
    ASSERT_TRUE(client.RemoveImage("mine").ok());
    EXPECT_EQ((*client.ListImages())->size(), 7u);
    EXPECT_EQ(client.InspectImage(image).status().code(), absl::StatusCode::kNotFound);
  }
}

// The change comes right after the stream's end, which the client's thread need not have noticed.
TEST(Caches, KnowNothingWithoutTheStream) {
  TestEngine test;
  Optimized client(Caching(test));
  const std::string id = corpus::Id(3);
  for (int i = 0; i < 30; ++i) {
    AwaitWatch(client);
    const std::string state = i % 2 == 0 ? "running" : "exited";
    ASSERT_TRUE(client.InspectContainer(id).ok());
    ASSERT_TRUE(client.ListContainers().ok());
    test.server.HoldEvents(true);
    const int64_t streams = test.server.streams();
    if (i % 3 == 0) test.server.EndConnections();
    test.server.EndStreams();
    // Until it is over; or there is another one already, which the client has then seen begin.
    while (test.server.streams() == streams && client.IsWatching()) std::this_thread::yield();
    test.engine.SetState(id, state);
    test.server.HoldEvents(false);
    test.server.AwaitDelivery();
    EXPECT_EQ(State(client, id), state);
    EXPECT_EQ((**client.ListContainers())[3].state, state);
  }
}

TEST(Caches, KnowNothingAfterWhatIsNoEvent) {
  for (const std::string said : {"{\"Type\":}", "oh", "{\"Type\":\"container\",\"Action\":\"die\"}", "[]"}) {
    TestEngine test;
    Optimized client(Caching(test));
    AwaitWatch(client);
    ASSERT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
    test.server.SayInStreams(said);
    const int64_t before = test.server.requests();
    while (test.server.requests() == before) ASSERT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
    AwaitWatch(client);  // over another stream, if that one was malformed
  }
}

TEST(Caches, AreNotUsedWhileAnEventIsHalfThere) {
  TestEngine test;
  Optimized client(Caching(test));
  AwaitWatch(client);
  test.server.SayInStreams("{\"Type\":\"container\",");
  while (client.IsWatching()) std::this_thread::yield();
  const int64_t before = test.server.requests();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
  EXPECT_EQ(test.server.requests(), before + 5);
  test.server.SayInStreams("\"Action\":\"die\"}");
  AwaitWatch(client);
  EXPECT_EQ(test.server.streams(), 1);
}

TEST(Caches, ComeBackWithTheEngine) {
  TestEngine test;
  Options options = Caching(test);
  options.socket_path += "2";
  Optimized client(options);
  EXPECT_EQ(client.InspectContainer(corpus::Id(3)).status().code(), absl::StatusCode::kUnavailable);
  const FakeServer second(options.socket_path, test.engine);
  AwaitWatch(client);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(client.InspectContainer(corpus::Id(3)).ok());
  EXPECT_EQ(second.requests(), 1);
}

// Whether answers may be older or not, callers who ask the same at once share requests.
TEST(Sharing, AsksOnceForManyCallers) {
  for (const bool caches : {false, true}) {
    std::atomic<int> callers = 0;
    TestEngine test([&](int64_t number, auto, auto) {
      Fault fault;
      // The first answer waits until all have called, and a while longer.
      while (number == 0 && callers < 16) std::this_thread::yield();
      fault.delay = milliseconds(number == 0 ? 100 : 0);
      return fault;
    });
    Options options = Caching(test);
    options.caches = caches;
    Optimized client(options);
    if (caches) AwaitWatch(client);
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        ++callers;
        EXPECT_EQ((*client.ListContainers())->size(), 20u);
      });
    }
    for (std::thread& thread : threads) thread.join();
    const Stats stats = client.stats();
    EXPECT_EQ(stats.requests + stats.joined + stats.cached, 16);
    EXPECT_LE(stats.requests, 8);
  }
}

// A request that the engine has executed already does not answer a later call.
TEST(Sharing, NeverAnswersFromBeforeTheCall) {
  std::atomic<bool> is_held = false;
  TestEngine test([&](int64_t, auto, auto) {
    Fault fault;
    fault.delay = milliseconds(is_held.exchange(false) ? 50 : 0);
    return fault;
  });
  Optimized client(test.options());
  const std::string id = corpus::Id(3);
  for (int i = 0; i < 10; ++i) {
    const std::string state = i % 2 == 0 ? "running" : "exited";
    is_held = true;
    std::thread first([&] { EXPECT_TRUE(client.InspectContainer(id).ok()); });
    while (is_held) std::this_thread::yield();
    std::this_thread::sleep_for(milliseconds(5));  // executed, most likely, and not answered
    test.engine.SetState(id, state);
    EXPECT_EQ(State(client, id), state);
    first.join();
  }
}

TEST(Sharing, GivesErrorsToAllWhoAsked) {
  TestEngine test([](int64_t, auto, auto) {
    Fault fault;
    fault.cut_after = 20;
    fault.delay = milliseconds(5);
    return fault;
  });
  Optimized client(test.options());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(client.ListContainers().status().code(), absl::StatusCode::kUnavailable); });
  }
  for (std::thread& thread : threads) thread.join();
}

// Those who wait for a hanging request do not hang longer than it does, nor does it take them along.
TEST(Sharing, LeavesEachCallItsOwnTime) {
  TestEngine test([](int64_t number, auto, auto) {
    Fault fault;
    fault.hangs = number == 0;
    return fault;
  });
  Options options = test.options();
  options.request_timeout = milliseconds(300);
  Optimized client(options);
  std::thread first([&] { EXPECT_EQ(client.ListContainers().status().code(), absl::StatusCode::kDeadlineExceeded); });
  while (test.server.requests() == 0) std::this_thread::yield();
  std::this_thread::sleep_for(milliseconds(50));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const auto list = client.ListContainers();
      EXPECT_TRUE(list.ok() || absl::IsDeadlineExceeded(list.status())) << list.status();
    });
  }
  first.join();
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(client.ListContainers().ok());
}

TEST(Lanes, AreKeptAndBounded) {
  TestEngine test([](int64_t, auto, auto) {
    Fault fault;
    fault.delay = milliseconds(1);
    return fault;
  });
  Options options = test.options();
  options.max_connections = 3;
  Optimized client(options);
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) EXPECT_TRUE(client.Ping().ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(test.server.connections(), 3);
  EXPECT_EQ(client.stats().connections, test.server.connections());
}

}  // namespace
}  // namespace container_client
