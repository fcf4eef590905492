#ifndef PAWL_IMPLS_ENV_SYNC_PARAMETER_STORE_H_
#define PAWL_IMPLS_ENV_SYNC_PARAMETER_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "impls/env_sync/loopback_server.h"
#include "impls/env_sync/options.h"

namespace env_sync {

// The part of Parameter Store that a client of environments meets, in memory, for tests: PutParameter, GetParameter and
// GetParametersByPath by pages of 10. Refuses what is not signed with its credentials. Safe to use from several
// threads.
class FakeParameterStore {
 public:
  // What is to happen instead of an answer, or before it.
  struct Fault {
    HttpReply reply;
    bool executes = false;  // the request, whose own answer is then not sent
  };
  // Asked at each signed request for what is wrong with it: `action` as "PutParameter", and its number from 0 among
  // those of that action.
  using Faults = std::function<std::optional<Fault>(const std::string& action, const HttpRequest& request, int number)>;

  explicit FakeParameterStore(Credentials credentials, std::string region);

  HttpReply Answer(const HttpRequest& request);

  void set_faults(Faults faults);
  void Set(const std::string& name, const std::string& value);

  struct Stored {
    std::string value;
    int64_t version = 0;  // how often it was written
  };
  std::map<std::string, Stored> stored() const;
  int requests(const std::string& action) const;
  int refused() const;  // for their signatures

 private:
  bool IsSigned(const HttpRequest& request) const;
  HttpReply Execute(const std::string& action, const HttpRequest& request);

  const Credentials credentials_;
  const std::string region_;
  mutable std::mutex mutex_;  // guards what follows
  Faults faults_;
  std::map<std::string, Stored> stored_;
  std::map<std::string, int> requests_;
  int refused_ = 0;
};

// {"__type": name} with `status`.
HttpReply ErrorReply(int status, const std::string& name);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_PARAMETER_STORE_H_
