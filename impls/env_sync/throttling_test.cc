#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "impls/env_sync/fault_fixture.h"
#include "impls/env_sync/retry.h"

namespace env_sync {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

HttpReply RetryAfter(int http_status, const std::string& value) {
  return {http_status, "", "Retry-After: " + value + "\r\n", false, false};
}

template <typename Impl>
class Throttling : public FaultTest<Impl> {};

TYPED_TEST_SUITE(Throttling, Clients, impls::NameByImpl);

TYPED_TEST(Throttling, IsRetriedUntilAllIsWrittenOnce) {
  int path = 0;
  for (const HttpReply& reply : {ErrorReply(400, "ThrottlingException"), ErrorReply(400, "TooManyUpdates"),
                                 ErrorReply(429, ""), ErrorReply(503, "ServiceUnavailable"), RetryAfter(429, "3")}) {
    this->test_.store.set_faults(Between(0, 4, "PutParameter", Instead(reply)));
    const auto variables = corpus::Typical(6);
    const std::string name = "/app" + std::to_string(path++);
    const PushResult result = TypeParam(this->test_.options()).Push(name, corpus::Entries(variables));
    EXPECT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(Count(result)[State::kWritten], 6);
    EXPECT_EQ(this->test_.store.requests("PutParameter"), 6 + 4);
    // Only what may have been executed is read back.
    EXPECT_EQ(this->test_.store.requests("GetParameter"), reply.status == 503 ? 4 : 0);
    ExpectWrittenOnce(this->test_.store, name, variables);
  }
}

TYPED_TEST(Throttling, OfPagesIsRetriedAndHandsOutEachVariableOnce) {
  for (int i = 100; i < 125; ++i) this->test_.store.Set("/app/K" + std::to_string(i), "v" + std::to_string(i));
  const auto faults = [](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    if (number % 2 == 0) return Instead(ErrorReply(400, "ThrottlingException"));
    return std::nullopt;
  };
  this->test_.store.set_faults(faults);
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  const absl::Status status = TypeParam(this->test_.options()).Pull(paths, Into(pulled));
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(pulled.size(), 25u);
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 6);
}

TYPED_TEST(Throttling, IsWaitedForByTheDrawnBackoff) {
  const Options options = this->Serial();
  this->test_.store.set_faults(Between(0, 5, "PutParameter", Instead(ErrorReply(400, "ThrottlingException"))));
  const std::vector<Entry> entries = {{"A", "1"}};
  EXPECT_TRUE(TypeParam(options).Push("/app", entries).status.ok());
  Backoff same(options);
  std::vector<milliseconds> want;
  for (int failed = 1; failed <= 5; ++failed) {
    const milliseconds wait = same.Draw(failed, seconds(0));
    if (wait.count() > 0) want.push_back(wait);
  }
  EXPECT_EQ(this->test_.timing.slept(), want);
}

TYPED_TEST(Throttling, IsWaitedForAsLongAsTheServerAsksWithinBounds) {
  const std::vector<Entry> entries = {{"A", "1"}};
  this->test_.store.set_faults(Between(0, 1, "PutParameter", Instead(RetryAfter(429, "13"))));
  EXPECT_TRUE(TypeParam(this->test_.options()).Push("/app", entries).status.ok());
  EXPECT_EQ(this->test_.timing.slept(), std::vector<milliseconds>{seconds(13)});
  for (const char* never : {"86400", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    const milliseconds before = Total(this->test_.timing);
    this->test_.store.set_faults(Between(0, 1, "PutParameter", Instead(RetryAfter(429, never))));
    EXPECT_TRUE(TypeParam(this->test_.options()).Push("/app", entries).status.ok());
    EXPECT_LE(Total(this->test_.timing) - before, this->test_.options().retry_after_cap) << never;
  }
}

TYPED_TEST(Throttling, ThatDoesNotEndFailsThatVariableOnly) {
  this->test_.store.set_faults([](const std::string&, const HttpRequest& request, int) -> std::optional<Fault> {
    if (request.body.find("/app/BAD") == std::string::npos) return std::nullopt;
    return Instead(ErrorReply(400, "ThrottlingException"));
  });
  const std::vector<Entry> entries = {{"A", "1"}, {"BAD", "2"}, {"C", "3"}, {"D", "4"}};
  const PushResult result = TypeParam(this->test_.options()).Push("/app", entries);
  EXPECT_EQ(result.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Has(result.reports[1].status, "PutParameter /app/BAD: HTTP 400 ThrottlingException (gave up after 6"))
      << result.reports[1].status;
  EXPECT_EQ(result.reports[1].state, State::kFailed);
  EXPECT_EQ(Count(result)[State::kWritten], 3);
  EXPECT_EQ(this->test_.store.requests("PutParameter"), 3 + 6);
  EXPECT_FALSE(this->test_.store.stored().contains("/app/BAD"));
}

TYPED_TEST(Throttling, OfAPageThatDoesNotEndFailsThePull) {
  this->test_.store.set_faults(Between(0, 100, "GetParametersByPath", Instead(ErrorReply(400, "ThrottlingException"))));
  Options options = this->test_.options();
  options.max_attempts = 3;
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  const absl::Status status = TypeParam(options).Pull(paths, Into(pulled));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Has(status, "gave up after 3 attempts")) << status;
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 3);
}

// Halved by each of eight refusals, so that nothing comes while the ninth request is under way.
TEST(ThrottledOptimized, SendsLessAtOnce) {
  TestStore test;
  std::atomic<int> last = 0;
  std::atomic<int> last_during_ninth = 0;
  test.store.set_faults([&](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    if (number < 8) return Instead(ErrorReply(400, "ThrottlingException"));
    if (number > last) last = number;
    if (number > 8) return std::nullopt;
    // Time for others to come, if they do.
    std::this_thread::sleep_for(milliseconds(200));
    last_during_ninth = last.load();
    return std::nullopt;
  });
  const auto variables = corpus::Typical(24);
  const PushResult result = Optimized(test.options()).Push("/app", corpus::Entries(variables));
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(last_during_ninth, 8);
  ExpectWrittenOnce(test.store, "/app", variables);
}

TEST(Judge, TakesThrottlingAndServerErrorsForOverloadAndALostConnectionForNone) {
  Exchange exchange;
  exchange.end = Exchange::End::kLost;
  EXPECT_FALSE(Judge(exchange, "x").is_overload);
  exchange.end = Exchange::End::kAnswered;
  for (const auto& [http_status, want] :
       {std::pair(200, false), {400, false}, {404, false}, {429, true}, {503, true}}) {
    exchange.http_status = http_status;
    EXPECT_EQ(Judge(exchange, "x").is_overload, want) << http_status;
  }
}

TEST(Pacer, HalvesAndGrowsByOne) {
  Pacer pacer(8);
  for (const size_t want : {4u, 2u, 1u, 1u}) {
    pacer.OnThrottled();
    EXPECT_EQ(pacer.limit(), want);
  }
  for (const size_t want : {2u, 3u, 4u, 5u, 6u, 7u, 8u, 8u}) {
    pacer.OnSuccess();
    EXPECT_EQ(pacer.limit(), want);
  }
  EXPECT_EQ(Pacer(0).limit(), 1u);
}

TEST(Backoff, DrawsUpToItsDoublingLimit) {
  Options options;
  options.jitter_seed = 1;
  Backoff backoff(options);
  milliseconds limit = options.backoff_base;
  for (int failed = 1; failed <= 64; ++failed) {
    milliseconds longest{0};
    milliseconds shortest = limit;
    for (int i = 0; i < 200; ++i) {
      const milliseconds wait = backoff.Draw(failed, seconds(0));
      longest = std::max(longest, wait);
      shortest = std::min(shortest, wait);
    }
    EXPECT_LE(longest, limit) << failed;
    EXPECT_GE(longest, limit * 3 / 4) << failed;
    EXPECT_LE(shortest, limit / 4) << failed;
    limit = std::min(limit * 2, options.backoff_cap);
  }
}

}  // namespace
}  // namespace env_sync
