#include <unistd.h>

#include <chrono>
#include <latch>
#include <memory>

#include "impls/env_sync/fault_fixture.h"

namespace env_sync {
namespace {

const std::vector<std::string> kPaths = {"/app"};

// Each as an answer to a request that was executed, and to one that was not.
std::vector<HttpReply> Losses() {
  return {Dropped(),
          Cut(R"({"Version":1})"),
          ErrorReply(500, "InternalServerError"),
          ErrorReply(503, ""),
          Body(502, "<html>"),
          Body(200, "<html>no Version</html>"),
          Body(200, std::string(2 << 20, ' '))};
}

template <typename Impl>
class LostAnswer : public FaultTest<Impl> {};

TYPED_TEST_SUITE(LostAnswer, Clients, impls::NameByImpl);

// The first request is on a new connection, the second on a kept one, where libcurl is tempted to send it again by
// itself.
TYPED_TEST(LostAnswer, IsReadBackAndNothingWrittenTwice) {
  int path = 0;
  for (const HttpReply& reply : Losses()) {
    for (const bool executes : {false, true}) {
      for (const int number : {0, 1}) {
        SCOPED_TRACE(std::to_string(path) + (executes ? " executed" : " not executed"));
        this->test_.store.set_faults(Between(number, number + 1, "PutParameter", {reply, executes}));
        const std::string name = "/app" + std::to_string(path++);
        const auto variables = corpus::Typical(3);
        const PushResult result = TypeParam(this->Serial()).Push(name, corpus::Entries(variables));
        EXPECT_TRUE(result.status.ok()) << result.status;
        EXPECT_EQ(Count(result)[State::kWritten], 3);
        EXPECT_EQ(this->test_.store.requests("GetParameter"), 1);
        EXPECT_EQ(this->test_.store.requests("PutParameter"), executes ? 3 : 4);
        ExpectWrittenOnce(this->test_.store, name, variables);
      }
    }
  }
}

TYPED_TEST(LostAnswer, OfManyAtOnceWritesEachOnce) {
  this->test_.store.set_faults([](const std::string& action, const HttpRequest&, int number) -> std::optional<Fault> {
    if (action == "GetParameter" && number % 3 == 0) return Instead(Dropped());
    if (action != "PutParameter" || number % 2 == 0) return std::nullopt;
    return Fault{Dropped(), number % 4 == 1};
  });
  const auto variables = corpus::Typical(40);
  Options options = this->test_.options();
  options.max_attempts = 20;
  const PushResult result = TypeParam(options).Push("/app", corpus::Entries(variables));
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(Count(result)[State::kWritten], 40);
  ExpectWrittenOnce(this->test_.store, "/app", variables);
}

TYPED_TEST(LostAnswer, IsSentAgainWhereAnotherValueIsRead) {
  this->test_.store.Set("/app/A", "old");
  this->test_.store.set_faults(Between(0, 1, "PutParameter", Instead(Dropped())));
  const std::vector<Entry> entries = {{"A", "new"}};
  const PushResult result = TypeParam(this->test_.options()).Push("/app", entries);
  EXPECT_EQ(result.reports[0].version, 2) << result.status;
  EXPECT_EQ(this->test_.store.stored()["/app/A"].value, "new");
}

// What is read back is not there yet, and is when it is sent again.
TYPED_TEST(LostAnswer, OfASlowWriteIsNoParameterThatExisted) {
  Options options = this->test_.options();
  options.overwrite = false;
  for (const std::string found : {"a-value", "another's"}) {
    const std::string path = found == "a-value" ? "/ours" : "/theirs";
    this->test_.store.set_faults(
        [&](const std::string& action, const HttpRequest&, int number) -> std::optional<Fault> {
          if (action != "PutParameter") return std::nullopt;
          if (number == 0) return Instead(Dropped());
          this->test_.store.Set(path + "/A", found);
          return std::nullopt;
        });
    const std::vector<Entry> entries = {{"A", "a-value"}};
    const PushResult result = TypeParam(options).Push(path, entries);
    EXPECT_EQ(result.status.code(), found == "a-value" ? absl::StatusCode::kOk : absl::StatusCode::kAlreadyExists);
    EXPECT_EQ(this->test_.store.requests("PutParameter"), 2);
    EXPECT_EQ(this->test_.store.requests("GetParameter"), 2);
    EXPECT_EQ(this->test_.store.stored()[path + "/A"].version, 1);
  }
}

TYPED_TEST(LostAnswer, OfTheLastAttemptIsReadBackToo) {
  Options options = this->test_.options();
  options.max_attempts = 1;
  const std::vector<Entry> entries = {{"A", "a-value"}};
  this->test_.store.set_faults(Between(0, 1, "PutParameter", AfterIt(Dropped())));
  EXPECT_EQ(TypeParam(options).Push("/app", entries).reports[0].state, State::kWritten);
  this->test_.store.set_faults(Between(0, 1, "PutParameter", Instead(Dropped())));
  const PushResult lost = TypeParam(options).Push("/other", entries);
  EXPECT_EQ(lost.reports[0].state, State::kFailed);
  EXPECT_EQ(lost.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(Has(lost.status, "may have been written")) << lost.status;
  EXPECT_FALSE(this->test_.store.stored().contains("/other/A"));
}

TYPED_TEST(LostAnswer, ThatCannotBeReadBackIsSaidToBeUnknown) {
  this->test_.store.set_faults([](const std::string& action, const HttpRequest&, int) -> std::optional<Fault> {
    return action == "PutParameter" ? AfterIt(Dropped()) : Instead(ErrorReply(400, "AccessDeniedException"));
  });
  const std::vector<Entry> entries = {{"A", "a-value"}};
  const PushResult result = TypeParam(this->test_.options()).Push("/app", entries);
  EXPECT_EQ(result.reports[0].state, State::kFailed);
  EXPECT_EQ(result.status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(Has(result.status, "It may have been written")) << result.status;
  EXPECT_EQ(this->test_.store.requests("PutParameter"), 1);
}

TYPED_TEST(LostAnswer, OfAPageIsAskedForAgain) {
  for (int i = 100; i < 125; ++i) this->test_.store.Set("/app/K" + std::to_string(i), "v");
  for (const HttpReply& reply : {Dropped(), Cut("{}"), ErrorReply(500, "InternalServerError")}) {
    for (const int number : {0, 1, 2}) {
      this->test_.store.set_faults(Between(number, number + 1, "GetParametersByPath", Instead(reply)));
      Environment pulled;
      const absl::Status status = TypeParam(this->test_.options()).Pull(kPaths, Into(pulled));
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_EQ(pulled.size(), 25u);
      EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 4);
    }
  }
}

TYPED_TEST(LostAnswer, ThatNeverComesTimesOut) {
  const auto over = std::make_shared<std::latch>(1);  // which the server's threads see open after this function, too
  this->test_.store.set_faults([over](const std::string& action, const HttpRequest&, int) -> std::optional<Fault> {
    if (action == "GetParameter") return std::nullopt;
    over->wait();
    return Instead(Dropped());
  });
  Options options = this->test_.options();
  options.max_attempts = 2;
  options.request_timeout = std::chrono::milliseconds(500);
  TypeParam client(options);
  const std::vector<Entry> entries = {{"A", "a-value"}};
  Environment pulled;
  const absl::Status pull = client.Pull(kPaths, Into(pulled));
  options.request_timeout = std::chrono::seconds(3);  // GetParameter is to have its answer in time.
  const PushResult push = TypeParam(options).Push("/app", entries);
  over->count_down();
  EXPECT_EQ(pull.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Has(pull, "Timeout was reached (gave up after 2 attempts)")) << pull;
  EXPECT_EQ(push.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(push.reports[0].state, State::kFailed);
  EXPECT_TRUE(Has(push.status, "Timeout was reached")) << push.status;
}

TYPED_TEST(LostAnswer, OfAServerThatIsGoneIsUnavailable) {
  Options options = this->test_.options();
  {
    uint16_t port = 0;
    close(ListenOnLoopback(port));
    options.endpoint = "http://127.0.0.1:" + std::to_string(port);
  }
  const std::vector<Entry> entries = {{"A", "a-value"}, {"B", "b-value"}};
  const PushResult result = TypeParam(options).Push("/app", entries);
  EXPECT_EQ(Count(result)[State::kFailed], 2);
  EXPECT_EQ(result.status.code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Has(result.status, "no connection")) << result.status;
  EXPECT_FALSE(Has(result.status, "may have been written")) << result.status;
}

}  // namespace
}  // namespace env_sync
