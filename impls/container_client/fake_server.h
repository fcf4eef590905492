#ifndef PAWL_IMPLS_CONTAINER_CLIENT_FAKE_SERVER_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_FAKE_SERVER_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "impls/container_client/connection.h"
#include "impls/container_client/fake_engine.h"
#include "impls/fd.h"

namespace container_client {

// What a server does with one request, instead of answering at once and keeping the connection.
struct Fault {
  bool closes_unasked = false;           // ends the connection without reading more, and without having done anything
  bool closes_unanswered = false;        // does what was asked, and ends the connection instead of answering
  bool hangs = false;                    // says nothing until the client gives up
  size_t cut_after = SIZE_MAX;           // bytes of the answer after which the connection ends
  size_t piece = SIZE_MAX;               // bytes at a time ...
  std::chrono::microseconds between{0};  // ... and the time between two pieces
  bool is_chunked = false;               // in chunks of 1000 bytes
  bool ends_silently = false;            // ends the connection after the answer, which does not say so
  std::string raw;                       // the bytes of the answer, if not empty
  std::chrono::microseconds delay{0};
};

// Serves a FakeEngine on a Unix socket, by Beast, in threads of its own: each takes a connection and keeps it to its
// end. The destructor ends all connections.
class FakeServer {
 public:
  struct Settings {
    std::chrono::microseconds service_time{0};  // from the request's arrival to its answer; others are served meanwhile
    size_t threads = 32;                        // connections at once
  };
  // Decides over request number `number`, from 0, of those that are no streams of events. Called by several threads.
  using Judge = std::function<Fault(int64_t number, std::string_view method, std::string_view target)>;

  FakeServer(std::string path, FakeEngine& engine, Settings settings, Judge judge = nullptr);
  FakeServer(std::string path, FakeEngine& engine) : FakeServer(std::move(path), engine, Settings()) {}
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;
  ~FakeServer();

  void SetJudge(Judge judge);
  // Ends all connections: as an engine that starts again.
  void EndConnections();
  // While held, events happen and are not delivered, to nobody.
  void HoldEvents(bool is_held) { holds_events_ = is_held; }
  // Says this in every stream of events.
  void SayInStreams(std::string bytes);
  void EndStreams();
  // Blocks until every stream has what happened until now in its socket. Not while events are held.
  void AwaitDelivery() const;
  // Blocks until so many streams are open.
  void AwaitStreams(size_t count) const;

  int64_t requests() const { return requests_; }  // but for streams of events
  int64_t connections() const { return connections_; }
  int64_t streams() const { return streams_; }  // opened so far

 private:
  void Work();
  void Serve(Connection& connection);
  bool ServeStream(Connection& connection);
  bool Say(Connection& connection, std::string_view bytes, const Fault& fault) const;
  void AwaitEnd(const Connection& connection) const;

  FakeEngine& engine_;
  const std::string path_;
  const Settings settings_;
  impls::Fd listener_;
  std::atomic<bool> is_ending_ = false;
  std::atomic<bool> holds_events_ = false;
  std::atomic<int64_t> requests_ = 0;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> streams_ = 0;
  mutable std::mutex mutex_;  // guards what follows
  Judge judge_;
  std::map<int, uint64_t> delivered_;  // by the descriptor of each open stream, how many events
  std::set<int> open_;
  std::string said_;  // in streams
  int64_t saying_ = 0;
  int64_t ending_ = 0;  // streams opened before number this end
  std::vector<std::thread> threads_;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_FAKE_SERVER_H_
