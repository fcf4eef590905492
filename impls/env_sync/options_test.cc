#include "impls/env_sync/options.h"

#include <map>
#include <string>

#include "gtest/gtest.h"

namespace env_sync {
namespace {

absl::StatusOr<Options> From(const std::map<std::string, std::string>& environment) {
  return OptionsFromEnvironment([&environment](const std::string& name) -> std::optional<std::string> {
    const auto at = environment.find(name);
    if (at == environment.end()) return std::nullopt;
    return at->second;
  });
}

std::map<std::string, std::string> Good() {
  return {{"AWS_ACCESS_KEY_ID", "AKID"}, {"AWS_SECRET_ACCESS_KEY", "very-secret"}, {"AWS_REGION", "eu-west-1"}};
}

TEST(OptionsFromEnvironment, FindsTheRegionsEndpoint) {
  const auto options = From(Good());
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->endpoint, "https://ssm.eu-west-1.amazonaws.com");
  EXPECT_EQ(HostOf(*options), "ssm.eu-west-1.amazonaws.com");
  EXPECT_EQ(options->credentials.secret_access_key, "very-secret");
  auto in_china = Good();
  in_china["AWS_REGION"] = "cn-north-1";
  EXPECT_EQ(From(in_china)->endpoint, "https://ssm.cn-north-1.amazonaws.com.cn");
}

TEST(OptionsFromEnvironment, PrefersTheSpecialVariableToTheGeneralOne) {
  auto environment = Good();
  environment["AWS_SESSION_TOKEN"] = "token";
  environment["AWS_REGION"] = "";
  environment["AWS_DEFAULT_REGION"] = "us-east-2";
  environment["AWS_ENDPOINT_URL"] = "https://all.example";
  EXPECT_EQ(From(environment)->endpoint, "https://all.example");
  environment["AWS_ENDPOINT_URL_SSM"] = "https://ssm.example:8443";
  EXPECT_EQ(HostOf(*From(environment)), "ssm.example:8443");
  EXPECT_EQ(From(environment)->region, "us-east-2");
  EXPECT_EQ(From(environment)->credentials.session_token, "token");
}

TEST(OptionsFromEnvironment, NamesAllThatIsAbsentOrEmpty) {
  const auto options = From({{"AWS_ACCESS_KEY_ID", ""}});
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(std::string(options.status().message())
                  .starts_with("the environment lacks AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION"))
      << options.status();
}

TEST(CheckOptions, LetsSecretsTravelInClearToThisMachineOnly) {
  auto environment = Good();
  for (const char* url : {"http://127.0.0.1:80", "http://127.9.9.9", "http://localhost:4566", "http://[::1]:1"}) {
    environment["AWS_ENDPOINT_URL"] = url;
    EXPECT_TRUE(From(environment).ok()) << url;
  }
  for (const char* url :
       {"http://ssm.example", "http://127.0.0.1.example", "http://localhost.example", "http://10.0.0.1"}) {
    environment["AWS_ENDPOINT_URL"] = url;
    EXPECT_EQ(From(environment).status().code(), absl::StatusCode::kInvalidArgument) << url;
  }
}

TEST(CheckOptions, RefusesEndpointsThatAreNoneWithoutQuotingThem) {
  auto environment = Good();
  for (const char* url : {"ftp://127.0.0.1", "https://", "://", "https://me:hidden@x.example", "https://x.example/p",
                          "https://x.example?hidden=1"}) {
    environment["AWS_ENDPOINT_URL"] = url;
    const absl::Status status = From(environment).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << url;
    EXPECT_EQ(status.message().find("hidden"), absl::string_view::npos);
  }
}

TEST(CheckOptions, RefusesARequestTimeoutOfNothingAndForEver) {
  Options options = *From(Good());
  for (const std::chrono::milliseconds time :
       {std::chrono::milliseconds(0), std::chrono::milliseconds(-1), std::chrono::milliseconds::max()}) {
    options.request_timeout = time;
    EXPECT_EQ(CheckOptions(options).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(CheckOptions, RefusesKeysThatWouldBreakAHeader) {
  auto environment = Good();
  environment["AWS_SECRET_ACCESS_KEY"] = "very-secret\n";
  const absl::Status status = From(environment).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message().find("very"), absl::string_view::npos);
}

}  // namespace
}  // namespace env_sync
