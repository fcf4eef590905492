#ifndef PAWL_IMPLS_CONTAINER_CLIENT_CONNECTION_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_CONNECTION_H_

#include <sys/uio.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "boost/asio/buffer.hpp"
#include "boost/asio/error.hpp"
#include "boost/beast/core/flat_buffer.hpp"
#include "boost/system/system_error.hpp"
#include "impls/fd.h"

namespace container_client {

using Clock = std::chrono::steady_clock;

// A connection to a Unix socket, as Beast's SyncReadStream and SyncWriteStream, each of whose calls ends at a deadline.
// Asio's own sockets block without one, or need an event loop for each: a poll() before each read is what is left of
// both. Used by one thread at a time.
class Connection {
 public:
  // DEADLINE_EXCEEDED, PERMISSION_DENIED or UNAVAILABLE, with the path and the way out.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, Clock::time_point deadline);

  explicit Connection(impls::Fd fd) : fd_(std::move(fd)) {}

  // Begins an exchange.
  void Begin(Clock::time_point deadline) {
    deadline_ = deadline;
    sent_bytes_ = 0;
    received_bytes_ = 0;
    was_reset_ = false;
  }
  // Whether the engine closed its end without having read all that was sent since Begin(): Linux says so at Unix
  // sockets (ECONNRESET), and an end of the stream otherwise.
  bool was_reset() const { return was_reset_; }
  size_t sent_bytes() const { return sent_bytes_; }          // since Begin()
  size_t received_bytes() const { return received_bytes_; }  // likewise
  void Received(size_t bytes) { received_bytes_ += bytes; }  // past read_some()
  int fd() const { return fd_.get(); }

  // Whether another exchange may begin: the engine has neither closed it nor said something that nobody asked for.
  bool IsIdle() const { return buffer_.size() == 0 && IsSilent(); }
  // Whether there is nothing to read in the socket, not even its end.
  bool IsSilent() const;

  // What was received and not yet parsed.
  boost::beast::flat_buffer& buffer() { return buffer_; }
  // The body of an answer; kept, so that its memory is used again.
  std::string& body() { return body_; }

  // asio::error::timed_out at the deadline, eof at the end.
  template <typename Buffers>
  size_t read_some(const Buffers& buffers, boost::system::error_code& error) {
    std::array<iovec, 4> parts;
    return Receive(parts.data(), Parts(buffers, parts), error);
  }
  template <typename Buffers>
  size_t write_some(const Buffers& buffers, boost::system::error_code& error) {
    std::array<iovec, 16> parts;
    return Send(parts.data(), Parts(buffers, parts), error);
  }

  // Beast asks for them and doesn't call them.
  template <typename Buffers>
  size_t read_some(const Buffers& buffers) {
    boost::system::error_code error;
    const size_t size = read_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return size;
  }
  template <typename Buffers>
  size_t write_some(const Buffers& buffers) {
    boost::system::error_code error;
    const size_t size = write_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return size;
  }

 private:
  // The first of them, as many as there is room for: both calls may do less than they are asked for.
  template <typename Buffers, size_t kMost>
  static size_t Parts(const Buffers& buffers, std::array<iovec, kMost>& parts) {
    size_t count = 0;
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto part = boost::asio::buffer_sequence_begin(buffers); part != end && count < kMost; ++part) {
      const boost::asio::const_buffer bytes(*part);
      if (bytes.size() > 0) parts[count++] = {const_cast<void*>(bytes.data()), bytes.size()};
    }
    return count;
  }

  size_t Receive(iovec* parts, size_t count, boost::system::error_code& error);
  size_t Send(iovec* parts, size_t count, boost::system::error_code& error);
  bool Await(short what, boost::system::error_code& error) const;

  impls::Fd fd_;
  Clock::time_point deadline_;
  size_t sent_bytes_ = 0;
  size_t received_bytes_ = 0;
  bool was_reset_ = false;
  boost::beast::flat_buffer buffer_;
  std::string body_;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_CONNECTION_H_
