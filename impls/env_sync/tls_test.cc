#include <fstream>

#include "impls/env_sync/fault_fixture.h"
#include "impls/env_sync/raw_server.h"
#include "impls/temp_dir.h"

namespace env_sync {
namespace {

template <typename Impl>
class Tls : public ::testing::Test {
 protected:
  // Of a client that trusts `identity` alone.
  Options Trusting(const TlsIdentity& identity, uint16_t port, const std::string& host = "127.0.0.1") {
    Options options = TestOptions(port, &timing_);
    options.endpoint = "https://" + host + ":" + std::to_string(port);
    options.ca_file = dir_.path() / ("ca" + std::to_string(files_++) + ".pem");
    std::ofstream(options.ca_file) << identity.CertificatePem();
    options.max_attempts = 3;
    return options;
  }

  // Both fail with `code`, and the store sees no request.
  void ExpectRefused(const Options& options, absl::StatusCode code, const std::string& why) {
    const std::vector<Entry> entries = {{"A", "a-value"}, {"B", "b-value"}};
    const PushResult pushed = Impl(options).Push("/app", entries);
    EXPECT_EQ(pushed.status.code(), code) << pushed.status;
    EXPECT_TRUE(Has(pushed.status, why)) << pushed.status;
    EXPECT_FALSE(Has(pushed.status, "may have been written")) << pushed.status;
    EXPECT_EQ(Count(pushed)[State::kFailed], 2);
    Environment pulled;
    const std::vector<std::string> paths = {"/app"};
    EXPECT_EQ(Impl(options).Pull(paths, Into(pulled)).code(), code);
    EXPECT_EQ(store_.requests("PutParameter") + store_.requests("GetParametersByPath") + store_.refused(), 0);
  }

  impls::TempDir dir_ = impls::TempDir::Make().value();
  int files_ = 0;
  FakeTiming timing_;
  TlsIdentity identity_;
  FakeParameterStore store_{TestCredentials(), "eu-central-1"};
  LoopbackServer server_{[this](const HttpRequest& request) { return store_.Answer(request); }, &identity_};
};

TYPED_TEST_SUITE(Tls, Clients, impls::NameByImpl);

TYPED_TEST(Tls, CarriesPushAndPull) {
  TypeParam client(this->Trusting(this->identity_, this->server_.port()));
  const auto variables = corpus::Typical(25);
  const PushResult pushed = client.Push("/app", corpus::Entries(variables));
  ASSERT_TRUE(pushed.status.ok()) << pushed.status;
  ExpectWrittenOnce(this->store_, "/app", variables);
  Environment pulled;
  const std::vector<std::string> paths = {"/app"};
  ASSERT_TRUE(client.Pull(paths, Into(pulled)).ok());
  for (const auto& [key, value] : variables) EXPECT_EQ(pulled["0/" + key], value);
}

TYPED_TEST(Tls, SurvivesLostConnections) {
  this->store_.set_faults([](const std::string&, const HttpRequest&, int number) -> std::optional<Fault> {
    if (number % 4 == 1) return AfterIt(Dropped());
    if (number % 4 == 3) return Instead(Cut("{}"));
    return std::nullopt;
  });
  Options options = this->Trusting(this->identity_, this->server_.port());
  options.max_attempts = 20;
  const auto variables = corpus::Typical(12);
  const PushResult pushed = TypeParam(options).Push("/app", corpus::Entries(variables));
  EXPECT_TRUE(pushed.status.ok()) << pushed.status;
  ExpectWrittenOnce(this->store_, "/app", variables);
}

TYPED_TEST(Tls, RefusesACertificateOfAnotherAuthority) {
  this->ExpectRefused(this->Trusting(TlsIdentity(), this->server_.port()), absl::StatusCode::kUnauthenticated,
                      "is not to be trusted");
}

TYPED_TEST(Tls, RefusesWhatTheSystemDoesNotTrust) {
  Options options = this->Trusting(this->identity_, this->server_.port());
  options.ca_file.clear();
  this->ExpectRefused(options, absl::StatusCode::kUnauthenticated, "is not to be trusted");
}

TYPED_TEST(Tls, RefusesACertificateForAnotherHost) {
  this->ExpectRefused(this->Trusting(this->identity_, this->server_.port(), "localhost"),
                      absl::StatusCode::kUnauthenticated, "is not to be trusted");
}

TYPED_TEST(Tls, RefusesACaFileThatIsNone) {
  Options options = this->Trusting(this->identity_, this->server_.port());
  std::ofstream(options.ca_file) << "no certificate";
  this->ExpectRefused(options, absl::StatusCode::kUnauthenticated, "is not to be trusted");
  options.ca_file += ".absent";
  this->ExpectRefused(options, absl::StatusCode::kUnauthenticated, "is not to be trusted");
}

// Nothing of a request is sent in clear to a server that does not speak TLS.
TYPED_TEST(Tls, IsNotGivenUp) {
  std::string received;
  {
    RawServer plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    {
      const std::vector<Entry> entries = {{"A", "a-value"}};
      const PushResult pushed = TypeParam(this->Trusting(this->identity_, plain.port())).Push("/app", entries);
      EXPECT_EQ(pushed.status.code(), absl::StatusCode::kUnavailable);
      EXPECT_EQ(Count(pushed)[State::kFailed], 1);
    }
    while (plain.connections() < 3) std::this_thread::yield();
    received = plain.received();
  }
  EXPECT_FALSE(received.empty());
  for (const char* part : {"HTTP", "POST", "a-value", "AKID", "/app"})
    EXPECT_EQ(received.find(part), std::string::npos);
}

}  // namespace
}  // namespace env_sync
