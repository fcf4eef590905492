#ifndef PAWL_IMPLS_ENV_SYNC_CONTRACT_FIXTURE_H_
#define PAWL_IMPLS_ENV_SYNC_CONTRACT_FIXTURE_H_

#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "impls/env_sync/corpus.h"
#include "impls/env_sync/env_sync.h"
#include "impls/env_sync/loopback_server.h"
#include "impls/env_sync/parameter_store.h"

namespace env_sync {

// Sleeps by moving its clock.
class FakeTiming final : public Timing {
 public:
  Clock::time_point Now() override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  void Sleep(std::chrono::milliseconds time, const std::stop_token& stop) override {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return;
    now_ += time;
    slept_.push_back(time);
  }
  std::vector<std::chrono::milliseconds> slept() const {
    const std::lock_guard lock(mutex_);
    return slept_;
  }

 private:
  mutable std::mutex mutex_;
  Clock::time_point now_{};
  std::vector<std::chrono::milliseconds> slept_;
};

inline Credentials TestCredentials() { return {"AKIDEXAMPLE", "secret/KEY+of=tests", "token/OF+tests"}; }

inline Options TestOptions(uint16_t port, Timing* timing) {
  Options options;
  options.endpoint = "http://127.0.0.1:" + std::to_string(port);
  options.region = "eu-central-1";
  options.credentials = TestCredentials();
  options.request_timeout = std::chrono::seconds(60);
  options.jitter_seed = 7;
  options.timing = timing;
  return options;
}

// A store behind a real server in clear, and a clock that nobody has to wait for.
struct TestStore {
  FakeTiming timing;
  FakeParameterStore store{TestCredentials(), "eu-central-1"};
  LoopbackServer server{[this](const HttpRequest& request) { return store.Answer(request); }};

  Options options() { return TestOptions(server.port(), &timing); }
};

using Environment = std::map<std::string, std::string>;

// Puts what comes, under "<path index>/<key>", into `into`; a variable that comes twice gets a '!' behind its key.
inline Sink Into(Environment& into) {
  return [&into](const Pulled& pulled) {
    std::string key = std::to_string(pulled.path) + "/" + std::string(pulled.key);
    while (into.contains(key)) key += '!';
    into[key] = std::string(pulled.value);
    return absl::OkStatus();
  };
}

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_CONTRACT_FIXTURE_H_
