#include "impls/container_client/exchange.h"

#include "boost/beast/http/error.hpp"
#include "boost/beast/http/message.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/span_body.hpp"
#include "boost/beast/http/write.hpp"
#include "impls/container_client/answer_parser.h"
#include "impls/container_client/decode.h"

namespace container_client {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

http::verb BeastVerb(Verb verb) {
  if (verb == Verb::kPost) return http::verb::post;
  return verb == Verb::kGet ? http::verb::get : http::verb::delete_;
}

std::string_view VerbName(Verb verb) {
  if (verb == Verb::kPost) return "POST";
  return verb == Verb::kGet ? "GET" : "DELETE";
}

absl::Status MalformedAnswer(size_t position, const boost::system::error_code& error) {
  return absl::DataLossError("the answer is malformed at byte " + std::to_string(position) + ": " + error.message() +
                             ". Is this the socket of a container engine?");
}

absl::Status CheckCode(int code, std::string_view body) {
  if (code >= 200 && code <= 299) return absl::OkStatus();
  return DecodeEngineError(code, body);
}

}  // namespace

absl::Status SendRequest(Connection& connection, const Request& request) {
  http::request<http::span_body<const char>> message(BeastVerb(request.verb), request.target, 11);
  message.set(http::field::host, "localhost");  // nobody's name: the socket is the address
  if (request.verb == Verb::kPost) {
    message.set(http::field::content_type, request.content_type.data());
    message.body() = boost::beast::span<const char>(request.body.data(), request.body.size());
    message.content_length(request.body.size());
  }
  boost::system::error_code error;
  http::write(connection, message, error);
  if (!error) return absl::OkStatus();
  const std::string what = "after " + std::to_string(connection.sent_bytes()) + " bytes of the request";
  if (error == asio::error::timed_out) return absl::DeadlineExceededError("the time limit came " + what);
  return absl::UnavailableError("the engine ended the connection " + what + ": " + error.message());
}

absl::Status WhyUnread(const boost::system::error_code& error, size_t received_bytes, size_t parsed_bytes,
                       size_t max_answer_bytes) {
  const std::string received = std::to_string(received_bytes) + " bytes of the answer";
  if (error == asio::error::timed_out) return absl::DeadlineExceededError("the time limit came after " + received);
  if (error == http::error::body_limit) {
    return absl::ResourceExhaustedError("the answer's body has more than " + std::to_string(max_answer_bytes) +
                                        " bytes. Raise Options::max_answer_bytes if that is right");
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message || error == asio::error::eof) {
    return absl::UnavailableError("the engine ended the connection after " + received);
  }
  if (error.category() == boost::system::system_category()) {
    return absl::UnavailableError("the connection ended after " + received + ": " + error.message());
  }
  return MalformedAnswer(parsed_bytes, error);
}

absl::Status OfRequest(const Request& request, const Options& options, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), std::string(VerbName(request.verb)) + " " + request.target + " at " +
                                         options.socket_path + ": " + std::string(status.message()));
}

absl::StatusOr<std::string*> Exchange(Connection& connection, const Request& request, Clock::time_point deadline,
                                      const Options& options, bool& may_be_kept) {
  may_be_kept = false;
  connection.Begin(deadline);
  // An engine may refuse a long body before it has read it, and close: its answer says more than the failed write.
  const absl::Status sent = SendRequest(connection, request);
  if (absl::IsDeadlineExceeded(sent) || (!sent.ok() && connection.sent_bytes() == 0)) {
    return OfRequest(request, options, sent);
  }
  std::string& body = connection.body();
  body.clear();
  AnswerParser parser(body, options.max_answer_bytes);
  boost::system::error_code error;
  const size_t parsed_bytes = http::read(connection, connection.buffer(), parser, error);
  if (error) {
    if (!sent.ok() && connection.received_bytes() == 0) return OfRequest(request, options, sent);
    return OfRequest(request, options,
                     WhyUnread(error, connection.received_bytes(), parsed_bytes, options.max_answer_bytes));
  }
  may_be_kept = sent.ok() && parser.keep_alive() && connection.buffer().size() == 0;
  if (const absl::Status status = CheckCode(parser.code(), body); !status.ok()) {
    return OfRequest(request, options, status);
  }
  return &body;
}

bool MayRepeat(const Connection& connection, const Request& request, const absl::Status& status) {
  if (!absl::IsUnavailable(status) || connection.received_bytes() > 0) return false;
  if (request.verb == Verb::kGet || connection.sent_bytes() == 0) return true;
  return connection.was_reset() && !request.acts_early;
}

absl::StatusOr<std::string> ReadAnswer(std::string_view bytes, size_t max_answer_bytes) {
  std::string body;
  AnswerParser parser(body, max_answer_bytes);
  boost::system::error_code error;
  size_t parsed_bytes = 0;
  while (!parser.is_done() && parsed_bytes < bytes.size()) {
    const size_t part = parser.put(asio::buffer(bytes.data() + parsed_bytes, bytes.size() - parsed_bytes), error);
    parsed_bytes += part;
    if (error) break;
  }
  if (!error || error == http::error::need_more) {
    error = {};
    if (!parser.is_done() && parser.got_some()) parser.put_eof(error);
    if (!error && !parser.is_done()) error = http::error::end_of_stream;
  }
  if (error) return WhyUnread(error, bytes.size(), parsed_bytes, max_answer_bytes);
  if (const absl::Status status = CheckCode(parser.code(), body); !status.ok()) return status;
  return body;
}

}  // namespace container_client
