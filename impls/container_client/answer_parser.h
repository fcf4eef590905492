#ifndef PAWL_IMPLS_CONTAINER_CLIENT_ANSWER_PARSER_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_ANSWER_PARSER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "boost/beast/http/basic_parser.hpp"
#include "boost/beast/http/error.hpp"
#include "boost/optional.hpp"

namespace container_client {

// Beast's parser of an answer, which puts the body behind what `body` holds and keeps no header: Beast's own parsers
// allocate a node for each of some ten headers, which nobody reads.
class AnswerParser final : public boost::beast::http::basic_parser<false> {
 public:
  // The limit is of the body's bytes; http::error::body_limit. It is counted here, as Boost 1.74 overlooks its own
  // where it parses eagerly, and takes none for one of 0 where there is a Content-Length.
  AnswerParser(std::string& body, size_t max_bytes) : body_(body), max_bytes_(max_bytes) {
    eager(true);
    body_limit(UINT64_MAX);
  }

  void set_max_bytes(size_t max_bytes) { max_bytes_ = max_bytes; }

  int code() const { return code_; }

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;

  // What an honest Content-Length reserves; one that lies takes no more.
  static constexpr uint64_t kMostReserved = 1 << 20;

  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error& error) override { error = {}; }
  void on_response_impl(int code, Text, int, Error& error) override {
    error = {};
    code_ = code;
  }
  void on_field_impl(boost::beast::http::field, Text, Text, Error& error) override { error = {}; }
  // Of newer Boosts only, so not marked `override`: up to 1.74 at least, trailers are fields like others.
  void on_trailer_field_impl(boost::beast::http::field, Text, Text, Error& error) { error = {}; }
  void on_header_impl(Error& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error& error) override {
    error = {};
    if (!length) return;
    if (*length > max_bytes_) {
      error = boost::beast::http::error::body_limit;
    } else {
      body_.reserve(static_cast<size_t>(std::min(*length, kMostReserved)));
    }
  }
  size_t on_body_impl(Text bytes, Error& error) override { return Append(bytes, error); }
  void on_chunk_header_impl(std::uint64_t, Text, Error& error) override { error = {}; }
  size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error& error) override { return Append(bytes, error); }
  void on_finish_impl(Error& error) override { error = {}; }

  size_t Append(Text bytes, Error& error) {
    error = {};
    if (bytes.size() > max_bytes_ - std::min(max_bytes_, body_.size())) {
      error = boost::beast::http::error::body_limit;
      return 0;
    }
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  std::string& body_;
  size_t max_bytes_;
  int code_ = 0;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_ANSWER_PARSER_H_
