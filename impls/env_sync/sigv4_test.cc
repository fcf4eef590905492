#include "impls/env_sync/sigv4.h"

#include <string>

#include "gtest/gtest.h"

namespace env_sync {
namespace {

// The credentials, time and service of AWS's published suite, "aws-sig-v4-test-suite"; the names of its cases below.
constexpr char kSecret[] = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SigningScope kScope = {"us-east-1", "service", "20150830T123600Z"};

SignedRequest Vanilla(const std::string& method, const std::string& path = "/", const std::string& query = "") {
  return {method, path, query, {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", kScope.amz_date}}, ""};
}

TEST(Sigv4, SignsAsThePublishedVectorsSay) {
  EXPECT_EQ(Signature(Vanilla("GET"), kScope, kSecret),  // get-vanilla
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(Signature(Vanilla("POST"), kScope, kSecret),  // post-vanilla
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(Signature(Vanilla("GET", "/\u1234"), kScope, kSecret),  // get-utf8
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
}

TEST(Sigv4, SortsTheQueryByItsKeys) {  // get-vanilla-query-order-key-case
  EXPECT_EQ(Signature(Vanilla("GET", "/", "Param2=value2&Param1=value1"), kScope, kSecret),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(Sigv4, TrimsTheValuesOfHeaders) {  // get-header-value-trim
  SignedRequest request = Vanilla("GET");
  request.headers.emplace_back("My-Header1", " value1");
  request.headers.emplace_back("My-Header2", " \"a   b   c\"");
  EXPECT_EQ(Signature(request, kScope, kSecret), "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST(Sigv4, SignsABody) {  // post-x-www-form-urlencoded
  SignedRequest request = Vanilla("POST");
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = "Param1=value1";
  EXPECT_EQ(Authorization(request, kScope, "AKIDEXAMPLE", kSecret),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(Sigv4, SignsASessionToken) {  // post-sts-header-before
  SignedRequest request = Vanilla("POST");
  request.headers.emplace_back(
      "X-Amz-Security-Token",
      "AQoDYXdzEPT//////////"
      "wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx"
      "7mSEI/qkPpKPi/"
      "kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q"
      "6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==");
  EXPECT_EQ(Signature(request, kScope, kSecret), "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
}

TEST(Sigv4, WritesATimeInUtc) { EXPECT_EQ(AmzDate(1440938160), "20150830T123600Z"); }

}  // namespace
}  // namespace env_sync
