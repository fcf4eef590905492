#include "tools/store/http_cache.h"

#include <unistd.h>

#include <map>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/store/file_hash.h"
#include "tools/store/tiny_server.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int64_t kBound = 1'000'000;
constexpr std::chrono::seconds kLong{60};

class HttpCacheTest : public ::testing::Test {
 public:
  ~HttpCacheTest() override { fs::remove_all(folder_); }

 protected:
  HttpCacheTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    EXPECT_TRUE(WriteFile(folder_ / "file", "abc").ok());
    hash_ = HashFile(folder_ / "file").value();
  }

  // What a server that answers so makes of a Get. Nothing may be left behind.
  absl::Status Got(const TinyServer::Answer& answer, int64_t bound = kBound,
                   std::chrono::milliseconds timeout = kLong) {
    const TinyServer server(answer);
    const absl::Status status = HttpCache(server.Url(), bound, timeout).Get(hash_, folder_ / "into");
    EXPECT_FALSE(fs::exists(folder_ / "into")) << status;
    return status;
  }

  fs::path folder_;
  std::string hash_;
};

TEST_F(HttpCacheTest, WhatIsPutIsGotAsAnExecutable) {
  std::map<std::string, std::string> files;  // by the request's path
  const TinyServer server([&](const TinyRequest& request) {
    const std::string path = request.head.substr(4, request.head.find(' ', 4) - 4);
    if (request.head.starts_with("PUT ")) {
      files[path] = request.body;
      return TinyServer::Response("200 OK");
    }
    return files.contains(path) ? TinyServer::Response("200 OK", files[path]) : TinyServer::Response("404 Not Found");
  });
  for (const char* slash : {"", "/"}) {
    const HttpCache cache(server.Url() + slash, kBound);
    ASSERT_EQ(cache.Put(hash_, folder_ / "file"), absl::OkStatus());
    ASSERT_EQ(cache.Get(hash_, folder_ / "into"), absl::OkStatus());
    EXPECT_EQ(ReadFile(folder_ / "into").value(), "abc");
    EXPECT_EQ(access((folder_ / "into").c_str(), X_OK), 0);
    fs::remove(folder_ / "into");
  }
  EXPECT_EQ(files.size(), 1U);
  EXPECT_EQ(files.begin()->first, "/cache/cas/" + hash_.substr(7));
}

TEST_F(HttpCacheTest, EveryStatusButSuccessSaysSo) {
  EXPECT_TRUE(absl::IsNotFound(Got([](const auto&) { return TinyServer::Response("404 Not Found"); })));
  const absl::Status broken = Got([](const auto&) { return TinyServer::Response("500 Oops", "abc"); });
  EXPECT_TRUE(absl::IsUnavailable(broken)) << broken;
  EXPECT_THAT(std::string(broken.message()), HasSubstr("status 500"));
  const TinyServer full([](const auto&) { return TinyServer::Response("507 Insufficient Storage"); });
  EXPECT_THAT(std::string(HttpCache(full.Url(), kBound).Put(hash_, folder_ / "file").message()),
              HasSubstr("did not take it: status 507"));
}

TEST_F(HttpCacheTest, ARedirectionIsNotFollowed) {
  for (const char* place : {"file:///etc/passwd", "http://127.0.0.1:1/"}) {
    const absl::Status status = Got(
        [&](const auto&) { return TinyServer::Response("302 Found", "", std::string("Location: ") + place + "\r\n"); });
    EXPECT_THAT(std::string(status.message()), HasSubstr("status 302"));
  }
}

TEST_F(HttpCacheTest, OtherBytesAreRefusedAndNotKept) {
  for (const char* body : {"abd", "", "abcd"}) {
    const absl::Status status = Got([&](const auto&) { return TinyServer::Response("200 OK", body); });
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("serves other bytes, of the hash sha256:"));
  }
}

TEST_F(HttpCacheTest, AnAnswerThatBreaksOffOrNeverEndsIsRefused) {
  EXPECT_TRUE(absl::IsUnavailable(Got([](const auto&) { return std::string(); })));
  EXPECT_TRUE(absl::IsUnavailable(
      Got([](const auto&) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"); })));
  EXPECT_TRUE(absl::IsUnavailable(Got([](const auto&) { return std::string("SSH-2.0-OpenSSH_9.2\r\n"); })));
  const absl::Status endless =
      Got([](const auto&) { return TinyServer::Response("200 OK", std::string(5000, 'x')); }, 4000);
  EXPECT_TRUE(absl::IsResourceExhausted(endless)) << endless;
}

TEST_F(HttpCacheTest, AServerThatSaysNothingIsGivenUp) {
  const absl::Status status = Got(
      [](const auto&) {
        std::this_thread::sleep_for(std::chrono::seconds(1));
        return TinyServer::Response("200 OK", "abc");
      },
      kBound, std::chrono::milliseconds(50));
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
}

TEST_F(HttpCacheTest, NobodyThereIsUnavailable) {
  for (const char* url : {"http://127.0.0.1:1", "http://cache.invalid", "file:///etc", "not a url", ""}) {
    const HttpCache cache(url, kBound);
    EXPECT_TRUE(absl::IsUnavailable(cache.Get(hash_, folder_ / "into"))) << url;
    EXPECT_TRUE(absl::IsUnavailable(cache.Put(hash_, folder_ / "file"))) << url;
  }
}

TEST_F(HttpCacheTest, CredentialsAreSentAndNeverPrinted) {
  std::string head;
  const TinyServer server([&](const TinyRequest& request) {
    head = request.head;
    return TinyServer::Response("403 Forbidden");
  });
  const HttpCache cache(server.Url("ann:secret@"), kBound);
  const absl::Status status = cache.Get(hash_, folder_ / "into");
  EXPECT_THAT(head, HasSubstr("Authorization: Basic ")) << "of ann:secret";
  EXPECT_THAT(std::string(status.message()), AllOf(StartsWith("http://127.0.0.1:"), HasSubstr("status 403"),
                                                   Not(HasSubstr("ann")), Not(HasSubstr("secret"))));
  EXPECT_EQ(HttpCache("https://ann:secret@host/x?token=1", 1).Name(), "https://host/x");
  EXPECT_THAT(HttpCache("ann:secret@", 1).Name(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace pawl
