#include "tools/store/tiny_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "gtest/gtest.h"

namespace pawl {
namespace {

constexpr std::string_view kLength = "content-length: ";

size_t BodySize(std::string head) {
  for (char& c : head) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const size_t at = head.find(kLength);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + kLength.size()));
}

TinyRequest ReadRequest(int connection) {
  std::string text;
  std::array<char, 4096> buffer;
  size_t end = std::string::npos;
  while (end == std::string::npos || text.size() < end + 4 + BodySize(text.substr(0, end))) {
    const ssize_t count = recv(connection, buffer.data(), buffer.size(), 0);
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<size_t>(count));
    end = text.find("\r\n\r\n");
  }
  if (end == std::string::npos) return {text, ""};
  return {text.substr(0, end), text.substr(end + 4)};
}

}  // namespace

TinyServer::TinyServer(Answer answer)
    : answer_(std::move(answer)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(bind(listener_, generic, size), 0);
  EXPECT_EQ(listen(listener_, 8), 0);
  EXPECT_EQ(getsockname(listener_, generic, &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

TinyServer::~TinyServer() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

void TinyServer::Serve() {
  for (int connection; (connection = accept(listener_, nullptr, nullptr)) >= 0;) {
    const std::string answer = answer_(ReadRequest(connection));
    size_t sent = 0;
    while (sent < answer.size()) {
      const ssize_t count = send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) break;
      sent += static_cast<size_t>(count);
    }
    close(connection);
  }
}

std::string TinyServer::Url(const std::string& user) const {
  return fmt::format("http://{}127.0.0.1:{}/cache", user, port_);
}

std::string TinyServer::Response(const std::string& status, const std::string& body, const std::string& more) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n{}\r\n{}", status, body.size(), more,
                     body);
}

}  // namespace pawl
