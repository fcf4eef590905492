#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "impls/env_sync/fault_fixture.h"

namespace env_sync {
namespace {

template <typename Impl>
class SinkTest : public FaultTest<Impl> {
 protected:
  void SetUp() override {
    for (const std::string path : {"/a", "/b"}) {
      for (int i = 100; i < 125; ++i) this->test_.store.Set(path + "/K" + std::to_string(i), path + std::to_string(i));
    }
  }

  const std::vector<std::string> paths_ = {"/a", "/b"};
  Impl client_{this->test_.options()};
};

TYPED_TEST_SUITE(SinkTest, Clients, impls::NameByImpl);

TYPED_TEST(SinkTest, EndsThePullWithItsError) {
  int calls = 0;
  const absl::Status status = this->client_.Pull(this->paths_, [&calls](const Pulled&) {
    return ++calls == 13 ? absl::OutOfRangeError("the disk is full") : absl::OkStatus();
  });
  EXPECT_EQ(status, absl::OutOfRangeError("the disk is full"));
  EXPECT_EQ(calls, 13);
}

// What a sink throws passes through, and leaves the client as it was.
TYPED_TEST(SinkTest, MayThrow) {
  const auto throwing = [](const Pulled& pulled) -> absl::Status {
    if (pulled.key == "K113") throw std::runtime_error("a test's");
    return absl::OkStatus();
  };
  EXPECT_THROW(static_cast<void>(this->client_.Pull(this->paths_, throwing)), std::runtime_error);
  Environment pulled;
  EXPECT_TRUE(this->client_.Pull(this->paths_, Into(pulled)).ok());
  EXPECT_EQ(pulled.size(), 50u);
}

TYPED_TEST(SinkTest, MayPushAndPullWithTheSameClient) {
  const std::vector<std::string> copy = {"/copy"};
  size_t last_size = 0;
  int calls = 0;
  const absl::Status status = this->client_.Pull(this->paths_, [&](const Pulled& pulled) -> absl::Status {
    const std::string key = std::to_string(pulled.path) + std::string(pulled.key);
    const std::vector<Entry> entries = {{key, pulled.value}};
    if (absl::Status status = this->client_.Push("/copy", entries).status; !status.ok()) return status;
    if (++calls % 10 != 0) return absl::OkStatus();
    Environment copied;
    absl::Status status = this->client_.Pull(copy, Into(copied));
    last_size = copied.size();
    return status;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(calls, 50);
  EXPECT_EQ(last_size, 50u);
  EXPECT_EQ(this->test_.store.stored()["/copy/1K124"].value, "/b124");
}

TYPED_TEST(SinkTest, AndClientWorkInSeveralThreadsAtOnce) {
  constexpr int kThreads = 4;
  this->test_.store.set_faults([](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    if (number % 7 == 3) return Instead(ErrorReply(400, "ThrottlingException"));
    if (number % 7 == 5) return AfterIt(Dropped());
    return std::nullopt;
  });
  Options options = this->test_.options();
  options.max_attempts = 50;
  TypeParam client(options);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&client, &good, i] {
      const auto variables = corpus::Typical(size_t{15} + static_cast<size_t>(i));
      const std::vector<std::string> path = {"/thread" + std::to_string(i)};
      for (int round = 0; round < 3; ++round) {
        Environment pulled;
        if (!client.Push(path[0], corpus::Entries(variables)).status.ok()) return;
        if (!client.Pull(path, Into(pulled)).ok() || pulled.size() != variables.size()) return;
        for (const auto& [key, value] : variables) {
          if (pulled["0/" + key] != value) return;
        }
      }
      ++good;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, kThreads);
}

// The answer for /b is under way while the sink takes longer than a request may.
TEST(SlowSink, TakesNoTimeFromTransfers) {
  TestStore test;
  for (const std::string path : {"/a", "/b"}) {
    for (int i = 100; i < 125; ++i) test.store.Set(path + "/K" + std::to_string(i), "v");
  }
  std::latch begun(1);
  test.store.set_faults([&begun](const std::string&, const HttpRequest& request, int) -> std::optional<Fault> {
    if (request.body.find("\"/b\"") != std::string::npos) begun.wait();
    return std::nullopt;
  });
  Options options = test.options();
  options.request_timeout = std::chrono::seconds(3);
  options.max_attempts = 1;
  Environment pulled;
  const Sink keep = Into(pulled);
  const std::vector<std::string> paths = {"/a", "/b"};
  const absl::Status status = Optimized(options).Pull(paths, [&](const Pulled& variable) {
    if (pulled.empty()) {
      begun.count_down();
      std::this_thread::sleep_for(options.request_timeout + std::chrono::milliseconds(500));
    }
    return keep(variable);
  });
  begun.count_down(pulled.empty() ? 1 : 0);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(pulled.size(), 50u);
  EXPECT_EQ(test.store.requests("GetParametersByPath"), 6);
}

}  // namespace
}  // namespace env_sync
