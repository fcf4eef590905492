#include "impls/container_client/fake_server.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/read.hpp"
#include "boost/beast/http/string_body.hpp"
#include "boost/beast/http/write.hpp"

namespace container_client {
namespace {

namespace http = boost::beast::http;

void Check(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

impls::Fd Listen(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  Check(path.size() < sizeof(address.sun_path), "the socket's path is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  impls::Fd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  unlink(path.c_str());
  Check(bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, "cannot bind");
  Check(listen(fd.get(), SOMAXCONN) == 0, "cannot listen");
  return fd;
}

std::string Bytes(const EngineReply& reply, bool is_chunked) {
  http::response<http::string_body> response(static_cast<http::status>(reply.code), 11);
  response.set(http::field::server, "Fake/1.0 (linux)");
  response.set("Api-Version", "1.41");
  response.set(http::field::content_type, "application/json");
  if (reply.code != 204 && !is_chunked) response.content_length(reply.body.size());
  if (is_chunked) response.chunked(true);
  std::ostringstream bytes;
  bytes << response.base();
  if (!is_chunked) return bytes.str() + reply.body;
  constexpr size_t kChunk = 1000;
  for (size_t at = 0; at < reply.body.size(); at += kChunk) {
    const std::string chunk = reply.body.substr(at, kChunk);
    bytes << std::hex << chunk.size() << ";name=value\r\n" << chunk << "\r\n";
  }
  bytes << "0\r\nTrailer: it\r\n\r\n";
  return bytes.str();
}

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

FakeServer::FakeServer(std::string path, FakeEngine& engine, Settings settings, Judge judge)
    : engine_(engine), path_(std::move(path)), settings_(settings), listener_(Listen(path_)), judge_(std::move(judge)) {
  for (size_t i = 0; i < settings_.threads; ++i) threads_.emplace_back([this] { Work(); });
}

FakeServer::~FakeServer() {
  is_ending_ = true;
  shutdown(listener_.get(), SHUT_RDWR);
  EndConnections();
  for (std::thread& thread : threads_) thread.join();
  unlink(path_.c_str());
}

void FakeServer::SetJudge(Judge judge) {
  const std::lock_guard lock(mutex_);
  judge_ = std::move(judge);
}

void FakeServer::EndConnections() {
  const std::lock_guard lock(mutex_);
  for (const int fd : open_) shutdown(fd, SHUT_RDWR);
}

void FakeServer::SayInStreams(std::string bytes) {
  const std::lock_guard lock(mutex_);
  said_ = std::move(bytes);
  ++saying_;
}

void FakeServer::EndStreams() {
  const std::lock_guard lock(mutex_);
  ending_ = streams_ + 1;  // the next one has a higher number
}

void FakeServer::AwaitDelivery() const {
  const uint64_t events = engine_.events();
  const auto is_behind = [&] {
    const std::lock_guard lock(mutex_);
    return std::ranges::any_of(delivered_, [&](const auto& stream) { return stream.second < events; });
  };
  while (is_behind()) std::this_thread::yield();
}

void FakeServer::AwaitStreams(size_t count) const {
  const auto open = [&] {
    const std::lock_guard lock(mutex_);
    return delivered_.size();
  };
  while (open() != count) std::this_thread::yield();
}

void FakeServer::Work() {
  prctl(PR_SET_TIMERSLACK, 1);  // service times are exact to some microseconds
  while (!is_ending_) {
    impls::Fd fd(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd.get() < 0) continue;
    const int number = fd.get();
    {
      const std::lock_guard lock(mutex_);
      open_.insert(number);
      if (is_ending_) return;
    }
    ++connections_;
    Connection connection(std::move(fd));
    Serve(connection);
    const std::lock_guard lock(mutex_);
    open_.erase(number);                                           // before it is closed, and its number used again
    if (delivered_.contains(number)) shutdown(number, SHUT_RDWR);  // before the stream counts as over
    delivered_.erase(number);
  }
}

void FakeServer::Serve(Connection& connection) {
  while (!is_ending_) {
    connection.Begin(Clock::time_point::max());
    http::request_parser<http::string_body> parser;
    parser.body_limit(UINT64_MAX);  // none refuses every Content-Length in Boost 1.74
    boost::system::error_code error;
    // Up to here a connection can be ended as an idle one.
    http::read_header(connection, connection.buffer(), parser, error);
    if (error) return;
    const std::string_view target = View(parser.get().target());
    if (target.find("/events") != target.npos) {
      if (!ServeStream(connection)) return;
      continue;
    }
    const auto arrival = Clock::now();
    const std::string_view method = View(parser.get().method_string());
    Fault fault;
    {
      std::unique_lock lock(mutex_);
      const Judge judge = judge_;
      lock.unlock();
      const int64_t number = requests_++;
      if (judge) fault = judge(number, method, target);
    }
    if (fault.closes_unasked) return;
    http::read(connection, connection.buffer(), parser, error);
    if (error) return;
    const EngineReply reply = engine_.Answer(method, target, parser.get().body());
    if (fault.closes_unanswered) return;
    if (fault.hangs) return AwaitEnd(connection);
    const auto pause = settings_.service_time + fault.delay;
    if (pause.count() > 0) std::this_thread::sleep_until(arrival + pause);
    const std::string bytes = fault.raw.empty() ? Bytes(reply, fault.is_chunked) : fault.raw;
    if (!Say(connection, std::string_view(bytes).substr(0, fault.cut_after), fault)) return;
    if (fault.cut_after < bytes.size() || fault.ends_silently) return;
  }
}

void FakeServer::AwaitEnd(const Connection& connection) const {
  while (!is_ending_ && connection.IsIdle()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

bool FakeServer::Say(Connection& connection, std::string_view bytes, const Fault& fault) const {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, fault.piece);
    boost::system::error_code error;
    const size_t sent = connection.write_some(boost::asio::buffer(piece.data(), piece.size()), error);
    if (error) return false;
    bytes.remove_prefix(sent);
    if (fault.between.count() > 0 && !bytes.empty()) std::this_thread::sleep_for(fault.between);
  }
  return true;
}

// Keyed by the connection's descriptor, which serves one stream at a time.
bool FakeServer::ServeStream(Connection& connection) {
  uint64_t next = engine_.events();
  int64_t number = 0, said = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++streams_;
    said = saying_;
  }
  const auto say_chunk = [&](const std::string& text) {
    std::ostringstream chunk;
    chunk << std::hex << text.size() << "\r\n" << text << "\r\n";
    return text.empty() || Say(connection, chunk.str(), Fault());
  };
  if (!Say(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
           Fault())) {
    return false;
  }
  while (!is_ending_ && connection.IsIdle()) {
    if (!holds_events_ && !say_chunk(engine_.EventsFrom(next))) return false;
    std::string text;
    {
      const std::lock_guard lock(mutex_);
      delivered_[connection.fd()] = next;
      if (number < ending_) return false;
      if (said < saying_) text = said_;
      said = saying_;
    }
    if (!say_chunk(text)) return false;
    pollfd peer = {connection.fd(), POLLIN, 0};
    const timespec pause = {0, 200'000};
    ppoll(&peer, 1, &pause, nullptr);
  }
  return false;
}

}  // namespace container_client
