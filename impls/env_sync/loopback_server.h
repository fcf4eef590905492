#ifndef PAWL_IMPLS_ENV_SYNC_LOOPBACK_SERVER_H_
#define PAWL_IMPLS_ENV_SYNC_LOOPBACK_SERVER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "impls/env_sync/tls_identity.h"

namespace env_sync {

struct HttpRequest {
  std::string method, target;
  std::map<std::string, std::string> headers;  // by lower-case name
  std::string body;

  std::string Header(const std::string& name) const;
};

struct HttpReply {
  int status = 200;
  std::string body;
  std::string more_headers;  // lines that end in CRLF
  bool drops = false;        // closes the connection instead of answering
  bool cuts = false;         // closes it in the middle of the body
};

// A real HTTP/1.1 server on a free port of 127.0.0.1, for tests: keeps connections, serves each by a thread of its own,
// and speaks TLS 1.3 if it has an identity. The destructor ends all connections, whatever their clients do, and joins
// all threads.
class LoopbackServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;  // called by several threads at once

  explicit LoopbackServer(Handler handler, const TlsIdentity* identity = nullptr);
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer();

  uint16_t port() const { return port_; }
  int connections() const { return connections_; }  // accepted so far

 private:
  struct Connection {
    int fd = -1;
    std::atomic<bool> is_over = false;
    std::thread thread;
  };

  void Accept();
  void Serve(Connection& connection);
  void JoinFinished();

  Handler handler_;
  OpenSslPtr<SSL_CTX> tls_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;  // guards what follows
  std::list<Connection> open_;
  std::thread acceptor_;
};

// A listening socket on a free port of 127.0.0.1, which is left in `port`. Aborts if there is none.
int ListenOnLoopback(uint16_t& port);

// Of an incomplete request nothing; else its bytes and the request. Malformed ones have an empty method.
size_t ParseRequest(std::string_view bytes, HttpRequest& request);

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_LOOPBACK_SERVER_H_
