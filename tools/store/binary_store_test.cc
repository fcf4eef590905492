#include "tools/store/binary_store.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"
#include "tools/store/tiny_server.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BinaryStoreTest : public ::testing::Test {
 public:
  ~BinaryStoreTest() override { fs::remove_all(folder_); }

 protected:
  BinaryStoreTest() {
    folder_ = fs::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    EXPECT_TRUE(WriteFile(folder_ / "file", "abc").ok());
  }

  // Of a machine of this name, which knows the remote cache of that URL.
  BinaryStore On(const std::string& machine, const std::string& url) const {
    return BinaryStore({folder_ / machine, "", url, 1000});
  }

  fs::path Into() { return folder_ / ("into" + std::to_string(++got_)); }

  fs::path folder_;
  int got_ = 0;
};

// A remote cache that works, and counts what it is asked for.
class Cache {
 public:
  std::string Url() const { return server_.Url("ann:secret@"); }
  int gets = 0;
  std::map<std::string, std::string> files = {};

 private:
  std::string Answer(const TinyRequest& request) {
    const std::string path = request.head.substr(4, request.head.find(' ', 4) - 4);
    if (request.head.starts_with("PUT ")) {
      files[path] = request.body;
      return TinyServer::Response("201 Created");
    }
    ++gets;
    return files.contains(path) ? TinyServer::Response("200 OK", files[path]) : TinyServer::Response("404 Not Found");
  }

  TinyServer server_{[this](const TinyRequest& request) { return Answer(request); }};
};

TEST_F(BinaryStoreTest, WhatOneMachineKeepsAnotherGetsOnceFromTheRemoteCache) {
  Cache cache;
  const absl::StatusOr<Kept> kept = On("a", cache.Url()).Put(folder_ / "file");
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->not_shared, "");
  for (int i = 0; i < 2; ++i) {
    const fs::path into = Into();
    ASSERT_EQ(On("b", cache.Url()).Get(kept->hash, into), absl::OkStatus());
    EXPECT_EQ(ReadFile(into).value(), "abc");
  }
  EXPECT_EQ(cache.gets, 1) << "then it is in the folder";
  ASSERT_EQ(On("a", cache.Url()).Get(kept->hash, Into()), absl::OkStatus());
  EXPECT_EQ(cache.gets, 1);
}

TEST_F(BinaryStoreTest, TheRemoteCacheAloneWillDo) {
  Cache cache;
  BinaryStore store({"", "PAWL_BINARY_STORE=none says so", cache.Url(), 1000});
  const absl::StatusOr<Kept> kept = store.Put(folder_ / "file");
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(store.Get(kept->hash, Into()), absl::OkStatus());
}

TEST_F(BinaryStoreTest, WhatIsNowhereSaysBothPlacesAndNoPassword) {
  const Cache cache;
  const absl::Status status = On("a", cache.Url()).Get("sha256:" + std::string(64, 'a'), Into());
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("sha256:aaaaaaaaaaaa is not in " + (folder_ / "a").string()),
                    HasSubstr("and it is not in http://127.0.0.1:"), Not(HasSubstr("secret"))));
}

TEST_F(BinaryStoreTest, ARemoteCacheThatLiesOrIsAwayDamagesNothing) {
  Cache cache;
  const std::string hash = On("a", cache.Url()).Put(folder_ / "file")->hash;
  for (auto& [path, bytes] : cache.files) bytes = "abd";
  const fs::path into = Into();
  const absl::Status lie = On("b", cache.Url()).Get(hash, into);
  EXPECT_TRUE(absl::IsDataLoss(lie)) << lie;
  EXPECT_FALSE(fs::exists(into));
  EXPECT_FALSE(fs::exists(folder_ / "b")) << "nor is it kept";
  EXPECT_TRUE(absl::IsUnavailable(On("b", "http://127.0.0.1:1").Get(hash, Into())));
  EXPECT_EQ(On("a", "http://127.0.0.1:1").Get(hash, Into()), absl::OkStatus()) << "the folder has it";
}

TEST_F(BinaryStoreTest, ARemoteCacheThatDoesNotServeIsAskedOnce) {
  int asked = 0;
  TinyServer broken([&](const TinyRequest&) {
    ++asked;
    return TinyServer::Response("503 Service Unavailable");
  });
  BinaryStore store = On("a", broken.Url(""));
  for (const char digit : {'a', 'b', 'c'}) {
    const absl::Status status = store.Get("sha256:" + std::string(64, digit), Into());
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(digit == 'a' ? "status 503" : "is not asked again"));
  }
  EXPECT_EQ(asked, 1);
}

TEST_F(BinaryStoreTest, WhatCannotBeSharedIsKeptHereAndSaysSo) {
  const absl::StatusOr<Kept> kept = On("a", "http://127.0.0.1:1").Put(folder_ / "file");
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_THAT(kept->not_shared, HasSubstr("did not take it"));
  EXPECT_EQ(On("a", "").Get(kept->hash, Into()), absl::OkStatus());
  const BinaryStore only_remote({"", "none", "http://127.0.0.1:1", 1000});
  EXPECT_TRUE(absl::IsUnavailable(only_remote.Put(folder_ / "file").status())) << "then it is kept nowhere";
}

TEST_F(BinaryStoreTest, WithoutAnyPlaceItSaysWhy) {
  BinaryStore none({"", "PAWL_BINARY_STORE=none says so", "", 1});
  for (const absl::Status& status :
       {none.Put(folder_ / "file").status(), none.Get("sha256:" + std::string(64, 'a'), Into())}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr("PAWL_BINARY_STORE=none says so"));
  }
}

}  // namespace
}  // namespace pawl
