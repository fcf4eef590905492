#ifndef PAWL_IMPLS_CONTAINER_CLIENT_EVENT_STREAM_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_EVENT_STREAM_H_

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/container_client/answer_parser.h"
#include "impls/container_client/connection.h"
#include "impls/container_client/container_client.h"
#include "impls/container_client/json_stream.h"
#include "impls/container_client/request.h"

namespace container_client {

// The engine's events, over a connection of its own. Await() may run beside the others; those need a lock.
class EventStream {
 public:
  // Returns once the engine has said that events follow. A stop ends it early, and later makes all calls fail.
  static absl::StatusOr<std::unique_ptr<EventStream>> Open(const Options& options, int64_t since_s,
                                                           Clock::time_point deadline, const std::stop_token& stop);

  // Blocks until there is something to read, were it the end: true; or until `until`: false.
  bool Await(Clock::time_point until) const;

  // Hands over what was delivered, without waiting for more. OK if more may follow; else why not, or the sink's error.
  absl::Status Read(const EventSink& sink);

  // Makes Await() return, and Read() fail.
  void End() const { Shutdown{connection_->fd()}(); }

  // Whether all that was delivered was handed over, and the stream goes on.
  bool IsQuiet() const { return connection_->IsSilent() && !objects_.has_part() && !HasPartOfChunk(); }

 private:
  struct Shutdown {
    int fd;
    void operator()() const;
  };

  EventStream(const Options& options, Request request, std::unique_ptr<Connection> connection,
              const std::stop_token& stop);
  absl::Status ReadHeader(Clock::time_point deadline);
  absl::Status Parse();
  bool HasPartOfChunk() const;
  absl::Status HandOver(const EventSink& sink);

  const Options options_;
  const Request request_;
  std::unique_ptr<Connection> connection_;
  AnswerParser parser_;  // into the connection's body
  JsonStream objects_;
  std::stop_callback<Shutdown> on_stop_;
};

// Events() of every implementation.
absl::Status StreamEvents(const Options& options, const EventQuery& query, const EventSink& sink,
                          const std::stop_token& stop);

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_EVENT_STREAM_H_
