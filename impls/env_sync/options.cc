#include "impls/env_sync/options.h"

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <string_view>

#include "impls/env_sync/curl_handles.h"

namespace env_sync {
namespace {

class SteadyTiming final : public Timing {
 public:
  Clock::time_point Now() override { return Clock::now(); }
  void Sleep(std::chrono::milliseconds time, const std::stop_token& stop) override {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
  }
};

std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string copy = text;
  curl_free(text);
  return copy;
}

struct Endpoint {
  std::string scheme, host, port;
  bool is_bare = false;  // no user, path, query or fragment
};

std::optional<Endpoint> Split(const std::string& endpoint) {
  const CurlUrl url(curl_url());
  if (url == nullptr || curl_url_set(url.get(), CURLUPART_URL, endpoint.c_str(), 0) != CURLUE_OK) return std::nullopt;
  Endpoint parts{Part(url.get(), CURLUPART_SCHEME), Part(url.get(), CURLUPART_HOST), Part(url.get(), CURLUPART_PORT)};
  const std::string path = Part(url.get(), CURLUPART_PATH);
  parts.is_bare = (path.empty() || path == "/");
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT}) {
    parts.is_bare = parts.is_bare && Part(url.get(), part).empty();
  }
  return parts;
}

// A name such as 127.evil.example is none: only digits and dots may follow.
bool IsLoopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

// They become parts of headers.
bool IsToken(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return !text.empty();
}

}  // namespace

Timing& RealTiming() {
  static SteadyTiming timing;
  return timing;
}

absl::StatusOr<Options> OptionsFromEnvironment(const EnvironmentLookup& lookup) {
  std::string absent;
  const auto first_of = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (const auto value = lookup(name); value.has_value() && !value->empty()) return *value;
    }
    return std::string();
  };
  const auto need = [&](std::initializer_list<const char*> names) {
    std::string value = first_of(names);
    if (value.empty()) absent += (absent.empty() ? "" : ", ") + std::string(*names.begin());
    return value;
  };
  Options options;
  options.credentials.access_key_id = need({"AWS_ACCESS_KEY_ID"});
  options.credentials.secret_access_key = need({"AWS_SECRET_ACCESS_KEY"});
  options.credentials.session_token = first_of({"AWS_SESSION_TOKEN"});
  options.region = need({"AWS_REGION", "AWS_DEFAULT_REGION"});
  if (!absent.empty()) {
    return absl::InvalidArgumentError(
        "the environment lacks " + absent +
        ", or it is empty there. Set it, for example by `aws configure export-credentials`");
  }
  options.endpoint = first_of({"AWS_ENDPOINT_URL_SSM", "AWS_ENDPOINT_URL"});
  if (options.endpoint.empty())
    options.endpoint =
        "https://ssm." + options.region + ".amazonaws.com" + (options.region.starts_with("cn-") ? ".cn" : "");
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  return options;
}

absl::StatusOr<Options> OptionsFromEnvironment() {
  return OptionsFromEnvironment([](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  });
}

absl::Status CheckOptions(const Options& options) {
  const std::optional<Endpoint> endpoint = Split(options.endpoint);
  // The endpoint is quoted only where it cannot hold a password.
  if (!endpoint.has_value() || !endpoint->is_bare || (endpoint->scheme != "https" && endpoint->scheme != "http")) {
    return absl::InvalidArgumentError(
        "the endpoint is no URL of the form https://host[:port], without user, path and query. Correct "
        "AWS_ENDPOINT_URL_SSM or AWS_ENDPOINT_URL");
  }
  if (endpoint->scheme == "http" && !IsLoopback(endpoint->host)) {
    return absl::InvalidArgumentError(
        "the endpoint " + options.endpoint +
        " would receive secrets in clear: http:// is for this machine only. Use https://");
  }
  if (!IsToken(options.region) || options.region.find('/') != std::string::npos) {
    return absl::InvalidArgumentError("the region is empty or has blanks, '/' or control characters. Set AWS_REGION");
  }
  const Credentials& credentials = options.credentials;
  if (!IsToken(credentials.access_key_id) || !IsToken(credentials.secret_access_key) ||
      (!credentials.session_token.empty() && !IsToken(credentials.session_token))) {
    return absl::InvalidArgumentError(
        "an access key, its secret or the session token is empty or has blanks or control characters. Copy it again");
  }
  if (options.request_timeout.count() <= 0 || options.request_timeout > std::chrono::hours(24)) {
    return absl::InvalidArgumentError("request_timeout is " + std::to_string(options.request_timeout.count()) +
                                      " ms. Use 1 ms at least, and a day at most");
  }
  if (options.timing == nullptr) return absl::InvalidArgumentError("timing is null: use RealTiming()");
  return absl::OkStatus();
}

std::string HostOf(const Options& options) {
  const Endpoint endpoint = Split(options.endpoint).value_or(Endpoint());
  const bool is_default = endpoint.port.empty() || endpoint.port == (endpoint.scheme == "https" ? "443" : "80");
  return endpoint.host + (is_default ? "" : ":" + endpoint.port);
}

bool IsPlain(const Options& options) { return Split(options.endpoint).value_or(Endpoint()).scheme == "http"; }

}  // namespace env_sync
