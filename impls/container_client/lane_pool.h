#ifndef PAWL_IMPLS_CONTAINER_CLIENT_LANE_POOL_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_LANE_POOL_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "impls/container_client/connection.h"
#include "impls/container_client/container_client.h"
#include "impls/container_client/fast_decode.h"
#include "impls/container_client/request.h"
#include "impls/container_client/turns.h"

namespace container_client {

// Connections that are kept from request to request, at most so many, each with the buffers and the decoder that its
// requests use again: what was last used is used first. Keeping them saves connecting, and the engine a thread, or what
// it has instead. Pipelining was rejected: on real calls it gained nothing (Podman's inspections, 8 at once: 1.02), and
// an answer that fails takes those behind it along.
class LanePool {
 public:
  explicit LanePool(const Options& options) : options_(options), turns_(options.max_connections) {}  // borrowed

  // Is handed the body of the answer, which it may change.
  using Use = std::function<absl::Status(std::string& body, FastDecoder& decoder)>;

  // Sends the request over one of them, and once more where the contract says so. The error names the request.
  absl::Status Send(const Request& request, Clock::time_point deadline, const Use& use);

  void CountInto(Stats& stats) const;

 private:
  struct Lane {
    std::unique_ptr<Connection> connection;
    FastDecoder decoder;
  };

  absl::Status SendOver(Lane& lane, const Request& request, Clock::time_point deadline, const Use& use);

  const Options& options_;
  Turns turns_;
  std::mutex mutex_;  // guards what follows
  std::vector<std::unique_ptr<Lane>> idle_;
  std::atomic<int64_t> requests_ = 0;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> retries_ = 0;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_LANE_POOL_H_
