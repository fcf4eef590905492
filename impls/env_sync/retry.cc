#include "impls/env_sync/retry.h"

#include <array>

#include "impls/env_sync/messages.h"

namespace env_sync {
namespace {

constexpr std::array<std::string_view, 8> kThrottling = {
    "RequestThrottled", "RequestThrottledException", "ThrottlingException", "Throttling", "ThrottledException",
    "TooManyUpdates",   "TooManyRequestsException",  "RequestLimitExceeded"};

constexpr std::array<std::string_view, 10> kDenied = {
    "IncompleteSignature",       "RequestExpired",
    "SignatureDoesNotMatch",     "AccessDeniedException",
    "ExpiredTokenException",     "IncompleteSignatureException",
    "InvalidSignatureException", "MissingAuthenticationToken",
    "InvalidClientTokenId",      "UnrecognizedClientException",
};

template <size_t kCount>
bool Has(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

absl::Status Refusal(const std::string& message, int http_status, std::string_view name) {
  if (name == "ParameterNotFound") return absl::NotFoundError(message + ". Check path and region");
  if (name == "ParameterAlreadyExists")
    return absl::AlreadyExistsError(message + ". Set Options::overwrite to replace it");
  if (Has(kDenied, name) || http_status == 401 || http_status == 403) {
    return absl::PermissionDeniedError(message +
                                       ". Check the AWS_ variables, the clock, and the role's ssm: permissions");
  }
  if (name == "ValidationException" || name.starts_with("Invalid")) return absl::InvalidArgumentError(message);
  return absl::FailedPreconditionError(message + ". The AWS documentation of the action explains it");
}

}  // namespace

Finding Judge(const Exchange& exchange, const std::string& what) {
  using Kind = Finding::Kind;
  switch (exchange.end) {
    case Exchange::End::kAnswered:
      break;
    case Exchange::End::kNotSent:
      return {Kind::kNotSent, "", absl::UnavailableError(what + ": no connection: " + exchange.trouble), {}};
    case Exchange::End::kLost:
      return {Kind::kUnknown, "", absl::UnavailableError(what + ": no answer: " + exchange.trouble), {}};
    case Exchange::End::kUntrusted:
      return {Kind::kFinal,
              "",
              absl::UnauthenticatedError(what + ": the server is not to be trusted: " + exchange.trouble +
                                         ". Check the endpoint, and ca_file if it is set"),
              {}};
    case Exchange::End::kUnsupported:
      return {Kind::kFinal, "", absl::InternalError(what + ": libcurl: " + exchange.trouble), {}};
  }
  if (exchange.http_status == 200) return {Kind::kOk, "", absl::OkStatus(), {}};
  const std::string name = ParseErrorName(exchange.body);
  const std::string message =
      what + ": HTTP " + std::to_string(exchange.http_status) + (name.empty() ? "" : " " + name);
  if (exchange.http_status == 429 || Has(kThrottling, name)) {
    return {Kind::kThrottled, name, absl::ResourceExhaustedError(message), exchange.retry_after, true};
  }
  if (exchange.http_status >= 500)
    return {Kind::kUnknown, name, absl::UnavailableError(message), exchange.retry_after, true};
  return {Kind::kFinal, name, Refusal(message, exchange.http_status, name), {}};
}

Backoff::Backoff(const Options& options)
    : options_(options), random_(options.jitter_seed.has_value() ? *options.jitter_seed : std::random_device()()) {}

std::chrono::milliseconds Backoff::Draw(int failed, std::chrono::seconds retry_after) {
  using std::chrono::milliseconds;
  milliseconds most = options_.backoff_base;
  for (int i = 1; i < failed && most < options_.backoff_cap; ++i) most *= 2;
  most = std::clamp(most, milliseconds(0), std::max(options_.backoff_cap, milliseconds(0)));
  const milliseconds jittered(random_() % (static_cast<uint64_t>(most.count()) + 1));
  return std::max(jittered, std::min<milliseconds>(retry_after, options_.retry_after_cap));
}

}  // namespace env_sync
