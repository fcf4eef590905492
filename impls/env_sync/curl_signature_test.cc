#include <curl/curl.h>

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "impls/env_sync/contract_fixture.h"
#include "impls/env_sync/curl_handles.h"
#include "impls/env_sync/transfer.h"

// The client and the test's store sign and check by the same code. libcurl has another author, and signs by itself
// here.
namespace env_sync {
namespace {

size_t Append(const char* bytes, size_t size, size_t count, void* to) {
  static_cast<std::string*>(to)->append(bytes, size * count);
  return size * count;
}

struct Signer {
  Credentials credentials = TestCredentials();
  std::string region = "eu-central-1";

  // The HTTP status, and `answer`.
  long Post(uint16_t port, const std::string& action, const std::string& body, std::string& answer) const {
    EXPECT_TRUE(InitializeCurl());
    const CurlEasy curl(curl_easy_init());
    CurlList headers;
    const std::string host = "127.0.0.1:" + std::to_string(port);
    for (const std::string& line :
         {"Host: " + host, std::string("Content-Type: application/x-amz-json-1.1"), "X-Amz-Target: AmazonSSM." + action,
          "X-Amz-Security-Token: " + credentials.session_token, std::string("Expect:")}) {
      curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
      static_cast<void>(headers.release());
      headers.reset(longer);
    }
    curl_easy_setopt(curl.get(), CURLOPT_URL, ("http://" + host + "/").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl.get(), CURLOPT_AWS_SIGV4, ("aws:amz:" + region + ":ssm").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, credentials.access_key_id.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, credentials.secret_access_key.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Append);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(curl.get());
    EXPECT_EQ(code, CURLE_OK) << curl_easy_strerror(code);
    long http_status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &http_status);
    return http_status;
  }
};

constexpr char kPut[] = R"({"Name":"/app/A","Value":"a = \"1\" \u00e4","Type":"SecureString","Overwrite":true})";

TEST(CurlSignature, IsAcceptedByTheStore) {
  TestStore test;
  std::string answer;
  EXPECT_EQ(Signer().Post(test.server.port(), "PutParameter", kPut, answer), 200) << answer;
  EXPECT_EQ(test.store.refused(), 0);
  EXPECT_EQ(test.store.stored()["/app/A"].value, "a = \"1\" \u00e4");
  EXPECT_EQ(test.store.requests("PutParameter"), 1);
}

TEST(CurlSignature, WithAnythingElseIsRefused) {
  TestStore test;
  Signer other_secret;
  other_secret.credentials.secret_access_key += "x";
  Signer other_key;
  other_key.credentials.access_key_id += "x";
  Signer other_token;
  other_token.credentials.session_token += "x";
  Signer other_region;
  other_region.region = "eu-central-2";
  int refused = 0;
  for (const Signer& signer : {other_secret, other_key, other_token, other_region}) {
    std::string answer;
    EXPECT_EQ(signer.Post(test.server.port(), "PutParameter", kPut, answer), 400);
    EXPECT_NE(answer.find("InvalidSignatureException"), std::string::npos);
    EXPECT_EQ(test.store.refused(), ++refused);
  }
  EXPECT_TRUE(test.store.stored().empty());
}

// What libcurl signed is changed on the way: each header that is signed, and the body.
TEST(CurlSignature, CoversBodyTargetTokenAndTime) {
  FakeParameterStore store(TestCredentials(), "eu-central-1");
  std::string changed;
  LoopbackServer server([&](const HttpRequest& original) {
    HttpRequest request = original;
    if (changed == "body") request.body += " ";
    if (changed == "x-amz-target") request.headers[changed] = "AmazonSSM.GetParameter";
    if (changed == "x-amz-date") request.headers[changed].back() = 'X';
    if (changed == "x-amz-security-token") request.headers[changed] += "x";
    if (changed == "content-type") request.headers[changed] = "text/plain";
    if (changed == "host") request.headers[changed] = "elsewhere";
    return store.Answer(request);
  });
  for (const char* what : {"body", "x-amz-target", "x-amz-date", "x-amz-security-token", "content-type", "host"}) {
    changed = what;
    std::string answer;
    EXPECT_EQ(Signer().Post(server.port(), "PutParameter", kPut, answer), 400) << what;
    EXPECT_TRUE(store.stored().empty()) << what;
  }
  changed.clear();
  std::string answer;
  EXPECT_EQ(Signer().Post(server.port(), "PutParameter", kPut, answer), 200);
}

}  // namespace
}  // namespace env_sync
