#include "impls/container_client/event_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "boost/beast/http/error.hpp"
#include "boost/beast/http/read.hpp"
#include "impls/container_client/decode.h"
#include "impls/container_client/exchange.h"

namespace container_client {
namespace {

namespace http = boost::beast::http;

absl::Status Ended() { return absl::UnavailableError("the engine ended the stream of events"); }

}  // namespace

void EventStream::Shutdown::operator()() const { shutdown(fd, SHUT_RDWR); }

EventStream::EventStream(const Options& options, Request request, std::unique_ptr<Connection> connection,
                         const std::stop_token& stop)
    : options_(options),
      request_(std::move(request)),
      connection_(std::move(connection)),
      parser_(connection_->body(), SIZE_MAX),
      objects_(options.max_answer_bytes),
      on_stop_(stop, Shutdown{connection_->fd()}) {}

absl::StatusOr<std::unique_ptr<EventStream>> EventStream::Open(const Options& options, int64_t since_s,
                                                               Clock::time_point deadline,
                                                               const std::stop_token& stop) {
  auto connection = Connection::Open(options.socket_path, deadline);
  if (!connection.ok()) return connection.status();
  std::unique_ptr<EventStream> stream(new EventStream(options, EventsRequest(since_s), *std::move(connection), stop));
  if (const absl::Status status = stream->ReadHeader(deadline); !status.ok()) return status;
  return stream;
}

absl::Status EventStream::ReadHeader(Clock::time_point deadline) {
  connection_->Begin(deadline);
  if (absl::Status status = SendRequest(*connection_, request_); !status.ok()) {
    return OfRequest(request_, options_, status);
  }
  boost::system::error_code error;
  parser_.eager(false);  // what may follow the header has no time limit
  http::read_header(*connection_, connection_->buffer(), parser_, error);
  parser_.eager(true);
  if (!error && parser_.code() == 200) return absl::OkStatus();
  if (!error) {  // a refusal, which does end
    parser_.set_max_bytes(options_.max_answer_bytes);
    http::read(*connection_, connection_->buffer(), parser_, error);
    if (!error) return OfRequest(request_, options_, DecodeEngineError(parser_.code(), connection_->body()));
  }
  return OfRequest(request_, options_, WhyUnread(error, connection_->received_bytes(), 0, options_.max_answer_bytes));
}

bool EventStream::Await(Clock::time_point until) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    constexpr decltype(left) kMost = 60'000;
    pollfd socket = {connection_->fd(), POLLIN, 0};
    if (poll(&socket, 1, static_cast<int>(std::min(left, kMost))) > 0) return true;
  }
}

bool EventStream::HasPartOfChunk() const {
  // The end of a chunk's last line is left to the next chunk by Beast.
  const auto bytes = connection_->buffer().cdata();
  const std::string_view rest(static_cast<const char*>(bytes.data()), bytes.size());
  return !std::string_view("\r\n").starts_with(rest);
}

absl::Status EventStream::Parse() {
  boost::system::error_code error;
  while (connection_->buffer().size() > 0 && !parser_.is_done()) {
    const size_t parsed = parser_.put(connection_->buffer().data(), error);
    connection_->buffer().consume(parsed);
    if (error == http::error::need_more) return absl::OkStatus();
    if (error)
      return WhyUnread(error, connection_->received_bytes(),
                       connection_->received_bytes() - connection_->buffer().size(), 0);
  }
  return absl::OkStatus();
}

absl::Status EventStream::HandOver(const EventSink& sink) {
  objects_.Append(connection_->body());
  connection_->body().clear();
  for (;;) {
    const auto object = objects_.Next();
    if (!object.ok()) return OfRequest(request_, options_, object.status());
    if (!*object) return absl::OkStatus();
    const absl::StatusOr<Event> event = DecodeEvent(**object);
    if (!event.ok()) return OfRequest(request_, options_, event.status());
    if (absl::Status status = sink(*event); !status.ok()) return status;
  }
}

absl::Status EventStream::Read(const EventSink& sink) {
  for (;;) {
    const absl::Status parsed = Parse();
    if (absl::Status status = HandOver(sink); !status.ok()) return status;
    if (!parsed.ok()) return OfRequest(request_, options_, parsed);
    if (parser_.is_done()) return OfRequest(request_, options_, Ended());
    constexpr size_t kPartBytes = 16384;
    const auto room = connection_->buffer().prepare(kPartBytes);
    const ssize_t got = recv(connection_->fd(), room.data(), room.size(), MSG_DONTWAIT);
    if (got > 0) {
      connection_->buffer().commit(static_cast<size_t>(got));
      connection_->Received(static_cast<size_t>(got));
    } else if (got == 0) {
      return OfRequest(request_, options_, Ended());
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return absl::OkStatus();
    } else if (errno != EINTR) {
      return OfRequest(
          request_, options_,
          absl::UnavailableError(std::string("the stream of events ended: ") + std::generic_category().message(errno)));
    }
  }
}

absl::Status StreamEvents(const Options& options, const EventQuery& query, const EventSink& sink,
                          const std::stop_token& stop) {
  const auto cancelled = [] { return absl::CancelledError("the stream of events was stopped, as asked for"); };
  if (stop.stop_requested()) return cancelled();
  const auto deadline = std::min(query.until, Clock::now() + options.request_timeout);
  auto stream = EventStream::Open(options, query.since_s, deadline, stop);
  absl::Status status = stream.status();
  while (status.ok()) {
    // What came with the header waits in no socket.
    status = (*stream)->Read(sink);
    if (status.ok() && !(*stream)->Await(query.until)) {
      status = absl::DeadlineExceededError("the time of the stream of events is over");
    }
  }
  return stop.stop_requested() && absl::IsUnavailable(status) ? cancelled() : status;
}

}  // namespace container_client
