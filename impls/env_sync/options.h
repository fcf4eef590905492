#ifndef PAWL_IMPLS_ENV_SYNC_OPTIONS_H_
#define PAWL_IMPLS_ENV_SYNC_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Where the store is, who asks, and how patiently.
namespace env_sync {

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty for long-lived keys
};

// What retries wait by. Tests put one in its place that does not wait. Safe to use from several threads.
class Timing {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Timing() = default;
  virtual Clock::time_point Now() = 0;
  // Returns early once `stop` is requested.
  virtual void Sleep(std::chrono::milliseconds time, const std::stop_token& stop) = 0;
};

// The real one.
Timing& RealTiming();

// Parameter Store's classes of parameters: a value has up to 4096 bytes, or 8192 (which costs money per parameter).
enum class Tier : uint8_t { kStandard, kAdvanced };

struct Options {
  std::string
      endpoint;  // "https://host[:port]"; "http://" for loopback hosts only, since secrets would travel in clear
  std::string region;
  Credentials credentials;
  std::string ca_file;  // PEM file of the only authorities to trust; empty for those of the system

  Tier tier = Tier::kStandard;
  bool overwrite = true;  // else a parameter that exists is ALREADY_EXISTS

  // Requests under way at most; 0 counts as 1. A client that is throttled or gets a 5xx halves it for itself,
  // and adds one per success.
  size_t concurrency = 8;

  // Of one request, 0 counts as 1. A transfer's time includes connecting, but not what the caller's sink takes.
  int max_attempts = 6;
  std::chrono::milliseconds request_timeout{30'000};

  // Before attempt n + 1 a uniformly random time up to min(backoff_cap, backoff_base * 2^(n-1)) is waited ("full
  // jitter", aws.amazon.com/builders-library, "Timeouts, retries, and backoff with jitter"). A Retry-After raises it,
  // up to retry_after_cap. A write that has to be read back is so after the wait.
  std::chrono::milliseconds backoff_base{100};
  std::chrono::milliseconds backoff_cap{5'000};
  std::chrono::milliseconds retry_after_cap{20'000};
  std::optional<uint64_t> jitter_seed;  // nullopt: another in every call
  Timing* timing = &RealTiming();       // borrowed
};

// A variable of the environment, nullopt if it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string&)>;

// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN (optional), AWS_REGION or else AWS_DEFAULT_REGION,
// and AWS_ENDPOINT_URL_SSM or else AWS_ENDPOINT_URL or else the region's public endpoint. One that is empty counts as
// absent. INVALID_ARGUMENT names what is absent.
absl::StatusOr<Options> OptionsFromEnvironment(const EnvironmentLookup& lookup);
absl::StatusOr<Options> OptionsFromEnvironment();  // of the process

// INVALID_ARGUMENT for an endpoint, region or key that cannot work or must not be used.
absl::Status CheckOptions(const Options& options);

// "host[:port]" as HTTP's Host header says it. REQUIRES: CheckOptions().ok().
std::string HostOf(const Options& options);

// Plain HTTP to this machine.
bool IsPlain(const Options& options);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_OPTIONS_H_
