#ifndef PAWL_TOOLS_STORE_TINY_SERVER_H_
#define PAWL_TOOLS_STORE_TINY_SERVER_H_

#include <functional>
#include <string>
#include <thread>

namespace pawl {

struct TinyRequest {
  std::string head;  // request line and headers
  std::string body;
};

// A real HTTP server on a free port of this machine, for tests: it answers one request per connection, one after the
// other, with the bytes that `answer` makes of it; with nothing if they are empty. Ends with its owner.
class TinyServer {
 public:
  using Answer = std::function<std::string(const TinyRequest&)>;

  explicit TinyServer(Answer answer);
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  ~TinyServer();

  // "http://<user>127.0.0.1:<port>/cache", where `user` is empty or "name:password@".
  std::string Url(const std::string& user = "") const;

  static std::string Response(const std::string& status, const std::string& body = "", const std::string& more = "");

 private:
  void Serve();

  Answer answer_;
  int listener_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace pawl

#endif  // PAWL_TOOLS_STORE_TINY_SERVER_H_
