#include <latch>
#include <memory>
#include <thread>

#include "impls/env_sync/fault_fixture.h"

namespace env_sync {
namespace {

template <typename Impl>
class Stopped : public FaultTest<Impl> {
 protected:
  void SetUp() override {
    for (int i = 100; i < 145; ++i) this->test_.store.Set("/app/K" + std::to_string(i), "v");
  }

  const std::vector<std::string> paths_ = {"/app"};
  std::stop_source stop_;
};

TYPED_TEST_SUITE(Stopped, Clients, impls::NameByImpl);

TYPED_TEST(Stopped, BeforehandSendsNothing) {
  TypeParam client(this->test_.options());
  this->stop_.request_stop();
  const auto variables = corpus::Typical(5);
  const PushResult result = client.Push("/new", corpus::Entries(variables), this->stop_.get_token());
  EXPECT_EQ(result.status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Count(result)[State::kNotSent], 5);
  Environment pulled;
  EXPECT_EQ(client.Pull(this->paths_, Into(pulled), this->stop_.get_token()).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(this->test_.server.connections(), 0);
}

// While the store works on the fourth write: what is under way then is waited for, and nothing else sent.
TYPED_TEST(Stopped, PushSaysOfEachVariableWhatBecameOfIt) {
  this->test_.store.set_faults([this](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    if (number == 3) this->stop_.request_stop();
    while (number > 3 && !this->stop_.stop_requested()) std::this_thread::yield();
    return std::nullopt;
  });
  const auto variables = corpus::Typical(40);
  Options options = this->test_.options();
  options.concurrency = 2;
  const PushResult result = TypeParam(options).Push("/new", corpus::Entries(variables), this->stop_.get_token());
  EXPECT_EQ(result.status.code(), absl::StatusCode::kCancelled);
  auto counts = Count(result);
  EXPECT_EQ(counts[State::kWritten], this->test_.store.requests("PutParameter"));
  EXPECT_GE(counts[State::kWritten], 4);
  EXPECT_LE(counts[State::kWritten], 5);  // one other under way
  EXPECT_EQ(counts[State::kNotSent], 40 - counts[State::kWritten]);
  const auto stored = this->test_.store.stored();
  for (size_t i = 0; i < variables.size(); ++i) {
    EXPECT_EQ(stored.contains("/new/" + variables[i].first), result.reports[i].state == State::kWritten);
  }
}

TYPED_TEST(Stopped, PushDoesNotRetry) {
  for (const bool executes : {false, true}) {
    std::stop_source stop;
    this->test_.store.set_faults([&](const std::string&, const HttpRequest&, int) -> std::optional<Fault> {
      stop.request_stop();
      return executes ? AfterIt(Dropped()) : Instead(ErrorReply(400, "ThrottlingException"));
    });
    const std::vector<Entry> entries = {{"A", "1"}, {"B", "2"}};
    const PushResult result = TypeParam(this->Serial()).Push("/new", entries, stop.get_token());
    EXPECT_EQ(result.status.code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(result.reports[0].state, State::kFailed);
    EXPECT_EQ(result.reports[1].state, State::kNotSent);
    EXPECT_EQ(Has(result.reports[0].status, "It may have been written"), executes) << result.reports[0].status;
    EXPECT_EQ(this->test_.store.requests("PutParameter"), 1);
    EXPECT_EQ(this->test_.store.requests("GetParameter"), 0);
  }
}

// With the real clock: a stop ends the wait for a retry, which would take an hour.
TYPED_TEST(Stopped, PushDoesNotWaitForARetry) {
  Options options = this->Serial();
  options.timing = &RealTiming();
  options.retry_after_cap = std::chrono::hours(1);
  std::latch refused(1);
  this->test_.store.set_faults([&](const std::string&, const HttpRequest&, int) -> std::optional<Fault> {
    refused.count_down();
    return Instead({429, "", "Retry-After: 3600\r\n", false, false});
  });
  std::thread stopper([&] {
    refused.wait();
    // Most likely while it waits; right at any other moment, too.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    this->stop_.request_stop();
  });
  const std::vector<Entry> entries = {{"A", "1"}};
  const PushResult result = TypeParam(options).Push("/new", entries, this->stop_.get_token());
  stopper.join();
  EXPECT_EQ(result.status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(this->test_.store.requests("PutParameter"), 1);
}

// While the store hangs over the second page.
TYPED_TEST(Stopped, PullAbandonsWhatIsUnderWay) {
  const auto over = std::make_shared<std::latch>(1);  // which the server's threads see open after this function, too
  this->test_.store.set_faults(
      [this, over](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
        if (number < 1) return std::nullopt;
        this->stop_.request_stop();
        over->wait();
        return std::nullopt;
      });
  TypeParam client(this->test_.options());
  Environment pulled;
  const absl::Status status = client.Pull(this->paths_, Into(pulled), this->stop_.get_token());
  over->count_down();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
  EXPECT_LE(pulled.size(), 10u);
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 2);
  // The client is as good as new.
  this->test_.store.set_faults(nullptr);
  pulled.clear();
  EXPECT_TRUE(client.Pull(this->paths_, Into(pulled)).ok());
  EXPECT_EQ(pulled.size(), 45u);
}

TYPED_TEST(Stopped, PullHandsOutNothingMore) {
  size_t delivered = 0;
  const absl::Status status = TypeParam(this->test_.options())
                                  .Pull(
                                      this->paths_,
                                      [&](const Pulled&) {
                                        if (++delivered == 13) this->stop_.request_stop();
                                        return absl::OkStatus();
                                      },
                                      this->stop_.get_token());
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
  EXPECT_EQ(delivered, 13u);
}

TEST(StoppedOptimized, AsksForNoMorePages) {
  TestStore test;
  for (int i = 100; i < 145; ++i) test.store.Set("/app/K" + std::to_string(i), "v");
  std::stop_source stop;
  const std::vector<std::string> paths = {"/app"};
  const Sink sink = [&stop](const Pulled&) {
    stop.request_stop();
    return absl::OkStatus();
  };
  EXPECT_EQ(Optimized(test.options()).Pull(paths, sink, stop.get_token()).code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(test.store.requests("GetParametersByPath"), 1);
}

}  // namespace
}  // namespace env_sync
