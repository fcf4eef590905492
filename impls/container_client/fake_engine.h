#ifndef PAWL_IMPLS_CONTAINER_CLIENT_FAKE_ENGINE_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_FAKE_ENGINE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impls/container_client/container_client.h"

namespace container_client {

struct EngineReply {
  int code = 200;
  std::string body;
};

// A container engine in memory: what the API's calls say and do, without its HTTP. Containers never run; images have
// no layers that anybody looks at. Safe for several threads. Answers are made when something changes, not when
// somebody asks, so that what a client is measured with costs little.
class FakeEngine {
 public:
  // Has `containers` corpus::TypicalContainer()s and 7 images. Of those created later, the last `most_created` are
  // kept: an older one is removed then, with its event.
  explicit FakeEngine(size_t containers, size_t most_created = SIZE_MAX);

  EngineReply Answer(std::string_view method, std::string_view target, std::string_view body);

  // The events from number `first` on, as JSON objects, one per line; `first` is set to the next number.
  std::string EventsFrom(uint64_t& first) const;
  uint64_t events() const;

  // Behind every client's back.
  void SetState(const std::string& id, const std::string& state);

 private:
  struct Entry {
    ContainerDetails details;
    std::string listed, inspected;
  };

  // What follows requires mutex_.
  EngineReply Containers(std::string_view method, std::string_view path, std::string_view query, std::string_view body);
  EngineReply Images(std::string_view method, std::string_view path, std::string_view query);
  EngineReply List(std::string_view query);
  EngineReply Create(std::string_view query, std::string_view body);
  EngineReply Remove(std::string_view reference, bool is_forced);
  std::vector<Entry>::iterator FindContainer(std::string_view reference, EngineReply& error);
  std::vector<ImageDetails>::iterator FindImage(std::string_view reference);
  void Add(ContainerDetails details);
  void Emit(std::string_view type, std::string_view action, std::string_view id, std::string_view name);

  const size_t most_created_;
  mutable std::mutex mutex_;  // guards what follows
  std::vector<Entry> containers_;
  std::vector<ImageDetails> images_;
  std::deque<std::string> created_;  // ids
  std::vector<std::string> events_;
  std::optional<std::string> list_;  // of all containers, while nothing changes
  uint64_t next_number_ = 0;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_FAKE_ENGINE_H_
