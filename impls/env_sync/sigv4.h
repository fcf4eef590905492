#ifndef PAWL_IMPLS_ENV_SYNC_SIGV4_H_
#define PAWL_IMPLS_ENV_SYNC_SIGV4_H_

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// AWS Signature Version 4, by docs.aws.amazon.com/IAM, "Create a signed AWS API request", for services other than S3.
// Pure functions, safe to call from several threads.
//
// libcurl can sign by itself (CURLOPT_AWS_SIGV4). It then needs the body as CURLOPT_POSTFIELDS, and bodies given so are
// sent a second time, silently, when a kept connection ends without an answer: a PutParameter that was executed would
// be executed twice. The client's bodies cannot be rewound, so it signs here.
namespace env_sync {

struct SignedRequest {
  std::string method;
  std::string path;                                          // decoded, beginning with '/'
  std::string query;                                         // as sent, without '?'
  std::vector<std::pair<std::string, std::string>> headers;  // all of them are signed; Host and X-Amz-Date among them
  std::string_view body;                                     // borrowed
};

struct SigningScope {
  std::string region;
  std::string service;
  std::string amz_date;  // "20150830T123600Z", the value of X-Amz-Date
};

// Lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

// The names of all headers, as SignedHeaders has them.
std::string SignedHeaderNames(const SignedRequest& request);

// 64 hexadecimal digits.
std::string Signature(const SignedRequest& request, const SigningScope& scope, std::string_view secret_access_key);

// The value of the Authorization header.
std::string Authorization(const SignedRequest& request, const SigningScope& scope, std::string_view access_key_id,
                          std::string_view secret_access_key);

// `time` as X-Amz-Date has it.
std::string AmzDate(std::time_t time);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_SIGV4_H_
