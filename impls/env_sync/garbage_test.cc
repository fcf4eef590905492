#include "impls/env_sync/fault_fixture.h"
#include "impls/env_sync/messages.h"
#include "impls/env_sync/raw_server.h"

namespace env_sync {
namespace {

constexpr char kValue[] = "hunterSecret2";

// Of each kind of answer that is none. The value that must not be quoted is in most of them.
std::vector<std::string> Garbage() {
  const std::string value = kValue;
  const std::string parameter = R"({"Name":"/app/A","Value":")" + value + R"(",)";
  std::vector<std::string> bodies = {
      "",
      value,
      "<html>" + value + "</html>",
      "\"" + value + "\"",
      "{\"A\": \"p@$$!~^&*\"",
      "[\"" + value + "\"]",
      "null",
      "7",
      "{\"" + value + "\":1}",
      "{\"Version\":\"" + value + "\",\"Parameters\":\"" + value + "\",\"Parameter\":\"" + value + "\"}",
      R"({"Version":0,"Parameters":[0],"Parameter":0})",
      R"({"Version":-1,"Parameters":{},"Parameter":[]})",
      R"({"Version":1.5,"Parameters":[{}],"Parameter":{}})",
      R"({"Version":1e999})",
      R"({"Version":9223372036854775808})",
      R"({"Version":123456789012345678901234567890})",
      R"({"Version":-123456789012345678901234567890})",
      R"({"Parameters":[)" + parameter + R"("Version":9223372036854775808}]})",
      R"({"Parameters":[)" + parameter + R"("Version":"1"}]})",
      R"({"Parameters":[)" + parameter + R"("Version":1}],"NextToken":7})",
      R"({"Parameters":[)" + parameter + R"("Version":1}],"NextToken":")",
      R"({"Parameters":[{"Name":"/other/)" + value + R"(","Value":"v","Version":1}]})",
      R"({"Parameters":[{"Name":"/app/deeper/)" + value + R"(","Value":"v","Version":1}]})",
      R"({"Parameters":[{"Name":"/app/","Value":")" + value + R"(","Version":1}]})",
      R"({"Parameter":)" + parameter + R"("Version":{}}})",
      "{\"Parameters\":[\"\xff\xfe" + value + "\"]}",
      "{\"Parameters\":[" + std::string(100'000, '['),
      "{\"Parameters\":" + std::string(100'000, '{'),
      std::string("\0{}", 3) + value,
  };
  std::string many = R"({"Parameters":[)";
  for (int i = 0; i < 11; ++i) many += (i == 0 ? "" : ",") + parameter + "\"Version\":1}";
  bodies.push_back(many + "]}");
  bodies.push_back(std::string((1 << 20) + 1, ' ') + value);
  return bodies;
}

void ExpectNothingQuoted(const absl::Status& status) {
  EXPECT_FALSE(status.ok());
  EXPECT_LT(status.message().size(), 400u) << status;
  for (const char* part : {kValue, "hunter", "Secret", "as asked", "p@$$!", "$!~", "secret/KEY", "token/OF", "AKID"}) {
    EXPECT_FALSE(Has(status, part)) << status;
  }
}

template <typename Impl>
class GarbageTest : public FaultTest<Impl> {
 protected:
  Options Impatient() {
    Options options = this->test_.options();
    options.max_attempts = 2;
    return options;
  }
};

TYPED_TEST_SUITE(GarbageTest, Clients, impls::NameByImpl);

TYPED_TEST(GarbageTest, AsAPageIsAnErrorThatQuotesNothing) {
  const std::vector<std::string> paths = {"/app"};
  for (const std::string& body : Garbage()) {
    for (const int http_status : {200, 400, 418, 500}) {
      SCOPED_TRACE(std::to_string(http_status) + " " + body.substr(0, 60));
      this->test_.store.set_faults(Between(0, 100, "GetParametersByPath", Instead(Body(http_status, body))));
      Environment pulled;
      ExpectNothingQuoted(TypeParam(this->Impatient()).Pull(paths, Into(pulled)));
      EXPECT_TRUE(pulled.empty());
    }
  }
}

TYPED_TEST(GarbageTest, AsTheAnswerToAWriteIsAnErrorThatQuotesNothing) {
  const std::vector<Entry> entries = {{"A", kValue}, {"B", "other"}};
  for (const std::string& body : Garbage()) {
    for (const int http_status : {200, 400, 500}) {
      SCOPED_TRACE(std::to_string(http_status) + " " + body.substr(0, 60));
      this->test_.store.set_faults([&](const std::string&, const HttpRequest& request, int) -> std::optional<Fault> {
        if (request.body.find("/app/A") == std::string::npos) return std::nullopt;
        return Instead(Body(http_status, body));
      });
      const PushResult result = TypeParam(this->Impatient()).Push("/app", entries);
      ExpectNothingQuoted(result.status);
      EXPECT_EQ(result.reports[0].state, State::kFailed);
      EXPECT_EQ(result.reports[1].state, State::kWritten);
    }
  }
  EXPECT_FALSE(this->test_.store.stored().contains("/app/A"));
}

// Validation messages have the value in them, and a hostile server may put it into the error's name.
TYPED_TEST(GarbageTest, AsAnErrorsNameIsNotQuoted) {
  const std::vector<Entry> entries = {{"A", kValue}};
  for (const std::string& name :
       {std::string("hunterSecret"), std::string(kValue), std::string(5000, 'x'), std::string("hunterSecret Exception"),
        std::string("hunter#Secret"), "Exception" + std::string(kValue)}) {
    this->test_.store.set_faults(Between(0, 9, "PutParameter", Instead(ErrorReply(400, name))));
    const PushResult result = TypeParam(this->Impatient()).Push("/app", entries);
    ExpectNothingQuoted(result.status);
    EXPECT_TRUE(Has(result.status, "HTTP 400 an unknown error name")) << result.status;
  }
  this->test_.store.set_faults(Between(0, 9, "PutParameter", Instead(ErrorReply(400, "ParameterLimitExceeded"))));
  EXPECT_TRUE(Has(TypeParam(this->Impatient()).Push("/app", entries).status, "HTTP 400 ParameterLimitExceeded"));
}

// The write may have been executed whatever the server then says.
TYPED_TEST(GarbageTest, ThatIsNoHttpIsALostAnswer) {
  const std::vector<std::string> paths = {"/app"};
  const std::vector<Entry> entries = {{"A", kValue}};
  for (const std::string& answer :
       {std::string(), std::string(kValue), std::string("220 smtp.example ESMTP\r\n"), std::string("HTTP/1.1 "),
        std::string("HTTP/9.9 200 OK\r\n\r\n"), std::string(1000, '\0'),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
        "HTTP/1.1 200 OK\r\nX: " + std::string(500'000, 'x') + "\r\n\r\n{\"Version\":1}",
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhunterSecret"),
        std::string("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhu")}) {
    SCOPED_TRACE(answer.substr(0, 60));
    RawServer server(answer);
    Options options = TestOptions(server.port(), &this->test_.timing);
    options.max_attempts = 2;
    TypeParam client(options);
    Environment pulled;
    ExpectNothingQuoted(client.Pull(paths, Into(pulled)));
    const PushResult result = client.Push("/app", entries);
    ExpectNothingQuoted(result.status);
    EXPECT_EQ(result.reports[0].state, State::kFailed);
    EXPECT_TRUE(Has(result.status, "It may have been written")) << result.status;
  }
}

TYPED_TEST(GarbageTest, AsAPageThatNamesItselfEndsThePull) {
  this->test_.store.set_faults(
      Between(0, 100, "GetParametersByPath", Instead(Body(200, R"({"Parameters":[],"NextToken":"same"})"))));
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  EXPECT_EQ(TypeParam(this->Impatient()).Pull(paths, Into(pulled)).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 2);
}

TYPED_TEST(GarbageTest, AsPagesThatGoRoundEndsThePull) {
  this->test_.store.set_faults([](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    return Instead(Body(200, R"({"Parameters":[],"NextToken":")" + std::to_string(number % 5) + "\"}"));
  });
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  EXPECT_EQ(TypeParam(this->Impatient()).Pull(paths, Into(pulled)).code(), absl::StatusCode::kDataLoss);
  EXPECT_LE(this->test_.store.requests("GetParametersByPath"), 20);
}

TYPED_TEST(GarbageTest, RedirectionsAreNotFollowed) {
  HttpReply reply = Body(307, "");
  reply.more_headers = "Location: http://127.0.0.1:" + std::to_string(this->test_.server.port()) + "/elsewhere\r\n";
  this->test_.store.set_faults(Between(0, 1, "GetParametersByPath", Instead(reply)));
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  EXPECT_EQ(TypeParam(this->Impatient()).Pull(paths, Into(pulled)).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(this->test_.store.requests("GetParametersByPath"), 1);
  EXPECT_EQ(this->test_.store.refused(), 0);
}

}  // namespace
}  // namespace env_sync
