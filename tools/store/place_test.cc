#include "tools/store/place.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/cli/files.h"

namespace pawl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

absl::StatusOr<StorePlace> Read(const std::string& text) {
  const std::string path = ::testing::TempDir() + "/place.json";
  EXPECT_TRUE(WriteFile(path, text).ok());
  return ReadStorePlace(path);
}

TEST(StorePlace, WhatTheRepositoryRuleWroteIsRead) {
  const char* file = std::getenv("PLACE");
  ASSERT_NE(file, nullptr);
  const absl::StatusOr<StorePlace> place = ReadStorePlace(file);
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_NE(place->folder.empty(), place->absent.empty()) << "a folder, or why there is none";
  EXPECT_GT(place->max_bytes, 0);
}

TEST(StorePlace, SaysWhyThereIsNone) {
  const absl::StatusOr<StorePlace> place =
      Read(R"({"folder":"","absent":"PAWL_BINARY_STORE=none","url":"http://x","max_bytes":1})");
  ASSERT_TRUE(place.ok()) << place.status();
  EXPECT_EQ(place->folder, "");
  EXPECT_EQ(place->absent, "PAWL_BINARY_STORE=none");
  EXPECT_EQ(place->url, "http://x");
  EXPECT_NE(ReadStorePlace("")->absent, "");
}

TEST(StorePlace, DamagedTextIsAnErrorWithThePathAndTheWayOut) {
  for (const char* text : {"", "{}", "[1]", R"({"folder":"relative","absent":"","url":"","max_bytes":1})",
                           R"({"folder":"/x","absent":"","url":"","max_bytes":0})"}) {
    const absl::StatusOr<StorePlace> place = Read(text);
    EXPECT_THAT(std::string(place.status().message()), AllOf(HasSubstr("/place.json: "), HasSubstr("bazel sync")))
        << text;
  }
  EXPECT_THAT(std::string(ReadStorePlace("/absent/place.json").status().message()),
              StartsWith("cannot read /absent/place.json"));
}

}  // namespace
}  // namespace pawl
