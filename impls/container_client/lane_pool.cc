#include "impls/container_client/lane_pool.h"

#include "impls/container_client/exchange.h"

namespace container_client {

absl::Status LanePool::Send(const Request& request, Clock::time_point deadline, const Use& use) {
  if (!turns_.Take(deadline)) {
    return OfRequest(request, options_, absl::DeadlineExceededError("the time limit came before its turn did"));
  }
  const TurnReturner turn(turns_);
  std::unique_ptr<Lane> lane;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      lane = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (lane == nullptr) lane = std::make_unique<Lane>();
  absl::Status status = SendOver(*lane, request, deadline, use);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(lane));
  return status;
}

absl::Status LanePool::SendOver(Lane& lane, const Request& request, Clock::time_point deadline, const Use& use) {
  if (lane.connection != nullptr && !lane.connection->IsIdle()) lane.connection.reset();
  for (bool is_first = true;; is_first = false) {
    if (lane.connection == nullptr) {
      auto opened = Connection::Open(options_.socket_path, deadline);
      if (!opened.ok()) return opened.status();
      lane.connection = *std::move(opened);
      ++connections_;
    }
    ++requests_;
    bool may_be_kept = false;
    const auto body = Exchange(*lane.connection, request, deadline, options_, may_be_kept);
    const bool is_repeated = is_first && !body.ok() && MayRepeat(*lane.connection, request, body.status());
    absl::Status status = body.status();
    if (body.ok()) status = OfRequest(request, options_, use(**body, lane.decoder));
    if (!may_be_kept) lane.connection.reset();
    if (!is_repeated) return status;
    ++retries_;
  }
}

void LanePool::CountInto(Stats& stats) const {
  stats.requests = requests_;
  stats.connections = connections_;
  stats.retries = retries_;
}

}  // namespace container_client
