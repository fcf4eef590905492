#include "impls/env_sync/loopback_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace env_sync {
namespace {

// One connection's bytes, in clear or under TLS.
class Stream {
 public:
  Stream(int fd, SSL_CTX* tls) : fd_(fd), ssl_(tls == nullptr ? nullptr : SSL_new(tls)) {
    if (ssl_ == nullptr) return;
    SSL_set_fd(ssl_.get(), fd);
    is_good_ = SSL_accept(ssl_.get()) == 1;
  }
  bool is_good() const { return is_good_; }

  // What came, at most; empty at the end.
  std::string Read() {
    std::array<char, 16384> buffer;
    const ssize_t count = ssl_ == nullptr ? recv(fd_, buffer.data(), buffer.size(), 0)
                                          : SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    return {buffer.data(), static_cast<size_t>(std::max<ssize_t>(count, 0))};
  }
  bool Write(std::string_view bytes) {
    if (ssl_ != nullptr) return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    while (!bytes.empty()) {
      const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }

 private:
  int fd_;
  OpenSslPtr<SSL> ssl_;
  bool is_good_ = true;
};

std::string Text(const HttpReply& reply) {
  return "HTTP/1.1 " + std::to_string(reply.status) + " As asked\r\nContent-Type: application/x-amz-json-1.1\r\n" +
         reply.more_headers + "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
}

}  // namespace

std::string HttpRequest::Header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? "" : at->second;
}

size_t ParseRequest(std::string_view bytes, HttpRequest& request) {
  request = {};
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::string_view head = bytes.substr(0, end + 2);
  const std::string_view first = head.substr(0, head.find("\r\n"));
  head.remove_prefix(first.size() + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const size_t colon = std::min(line.find(':'), line.size());
    std::string name(line.substr(0, colon));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    while (value.starts_with(' ')) value.remove_prefix(1);
    request.headers[name] = value;
  }
  size_t body = 0;
  const std::string length = request.Header("content-length");
  const auto [rest, error] = std::from_chars(length.data(), length.data() + length.size(), body);
  const size_t space = first.find(' ');
  const size_t second = first.find(' ', space == std::string_view::npos ? space : space + 1);
  const bool is_good = error == std::errc() && *rest == '\0' && body < (1 << 20) && second != std::string_view::npos;
  if (!is_good) return bytes.size();
  if (bytes.size() - end - 4 < body) return 0;
  request.method = first.substr(0, space);
  request.target = first.substr(space + 1, second - space - 1);
  request.body = bytes.substr(end + 4, body);
  return end + 4 + body;
}

int ListenOnLoopback(uint16_t& port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || bind(fd, generic, size) != 0 || listen(fd, 64) != 0 || getsockname(fd, generic, &size) != 0) {
    std::perror("cannot listen on 127.0.0.1");
    std::abort();
  }
  port = ntohs(address.sin_port);
  return fd;
}

LoopbackServer::LoopbackServer(Handler handler, const TlsIdentity* identity)
    : handler_(std::move(handler)), tls_(identity == nullptr ? nullptr : identity->ServerContext()) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = ListenOnLoopback(port_);
  acceptor_ = std::thread([this] { Accept(); });
}

LoopbackServer::~LoopbackServer() {
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  {
    const std::lock_guard lock(mutex_);
    for (const Connection& connection : open_) shutdown(connection.fd, SHUT_RDWR);
  }
  for (Connection& connection : open_) {
    connection.thread.join();
    close(connection.fd);
  }
}

void LoopbackServer::Accept() {
  for (int fd; (fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ++connections_;
    const std::lock_guard lock(mutex_);
    JoinFinished();
    Connection& connection = open_.emplace_back();
    connection.fd = fd;
    connection.thread = std::thread([this, &connection] { Serve(connection); });
  }
}

void LoopbackServer::JoinFinished() {
  for (auto at = open_.begin(); at != open_.end();) {
    if (!at->is_over) {
      ++at;
      continue;
    }
    at->thread.join();
    close(at->fd);
    at = open_.erase(at);
  }
}

void LoopbackServer::Serve(Connection& connection) {
  Stream stream(connection.fd, tls_.get());
  std::string bytes;
  for (bool goes_on = stream.is_good(); goes_on;) {
    HttpRequest request;
    const size_t size = ParseRequest(bytes, request);
    if (size == 0) {
      const std::string more = stream.Read();
      goes_on = !more.empty();
      bytes += more;
      continue;
    }
    bytes.erase(0, size);
    const HttpReply reply = request.method.empty() ? HttpReply{400, "", "", false, false} : handler_(request);
    const std::string text = Text(reply);
    if (!reply.drops) goes_on = stream.Write(std::string_view(text).substr(0, text.size() - (reply.cuts ? 1 : 0)));
    goes_on = goes_on && !reply.drops && !reply.cuts && !request.method.empty();
  }
  shutdown(connection.fd, SHUT_RDWR);
  connection.is_over = true;
}

}  // namespace env_sync
