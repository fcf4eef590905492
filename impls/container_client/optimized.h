#ifndef PAWL_IMPLS_CONTAINER_CLIENT_OPTIMIZED_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_OPTIMIZED_H_

#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "impls/container_client/container_client.h"
#include "impls/container_client/event_watch.h"
#include "impls/container_client/lane_pool.h"
#include "impls/container_client/request.h"
#include "impls/container_client/shared_answers.h"

namespace container_client {

// Asks less, and asks at once: up to max_connections requests over connections that are kept (LanePool); calls that ask
// the same share a request, and with Options::caches the answer (SharedAnswers), for as long as the engine's events say
// that it holds (EventWatch); descriptions of many containers are one list; and bodies are decoded by simdjson
// (FastDecoder).
//
// What that gains is what is not asked. On Podman 4.3 and two calm CPUs, 16 callers of a mix with 10 % creations took
// 0.28 to 0.29 of Baseline's time with caches, 0.40 to 0.43 without, and 0.5 to 0.73 beside a load of 6: Podman makes
// one creation after the other. Without creations they took 0.01 to 0.03 with caches, 0.29 to 0.31 without, and
// descriptions of 20 containers 0.17 to 0.26 with caches (//benches/programs:container_client_podman).
//
// What that takes: a connection is kept with its buffers, about three times the largest body that it brought. With
// Options::caches there is a thread besides, a connection for the events, and up to 4096 answers of each kind; and each
// call asks the kernel whether there are new events.
class Optimized {
 public:
  static constexpr std::string_view kName = "optimized";

  explicit Optimized(Options options);
  Optimized(const Optimized&) = delete;
  Optimized& operator=(const Optimized&) = delete;

  absl::Status Ping();
  Answer<std::vector<Container>> ListContainers();
  Answer<ContainerDetails> InspectContainer(std::string_view reference);
  std::vector<absl::StatusOr<Container>> DescribeContainers(std::span<const std::string> references);
  absl::StatusOr<std::string> CreateContainer(const ContainerSpec& spec);
  absl::Status RemoveContainer(std::string_view reference, bool is_forced = false);
  Answer<std::vector<Image>> ListImages();
  Answer<ImageDetails> InspectImage(std::string_view reference);
  absl::StatusOr<std::string> ImportImage(std::string_view name, std::string_view archive);
  absl::Status RemoveImage(std::string_view reference, bool is_forced = false);
  absl::Status Events(const EventQuery& query, const EventSink& sink, const std::stop_token& stop = {});
  Stats stats() const;

  // Whether the stream of events stands, so that answers are kept. Never without Options::caches.
  bool IsWatching();

 private:
  Clock::time_point Deadline() const { return Clock::now() + options_.request_timeout; }

  template <typename T, typename MakeRequest>
  Answer<T> Get(SharedAnswers<T>& answers, std::string_view key, const MakeRequest& make_request);
  template <typename Decode>
  absl::StatusOr<std::string> Post(const Request& request, const Decode& decode);

  std::shared_ptr<const ContainerDetails> Kept(std::string_view reference);
  absl::Status ListSome(std::span<const std::string> ids, std::vector<Container>& containers);
  absl::StatusOr<std::vector<Container>> ListFor(std::span<const std::string> references);

  // What follows requires mutex_.
  void OnEvent(const Event* event);
  // Drops what a change of this container may concern; all containers if it is no whole id.
  void DropContainer(std::string_view id);
  // Drops what a further container may concern: lists, and names.
  void DropNames();
  void DropImages();
  void DropAll();

  const Options options_;
  LanePool lanes_;
  mutable std::mutex mutex_;  // guards what follows
  SharedAnswers<std::vector<Container>> containers_;
  SharedAnswers<ContainerDetails> container_details_;
  SharedAnswers<std::vector<Image>> images_;
  SharedAnswers<ImageDetails> image_details_;
  std::unique_ptr<EventWatch> watch_;  // null without caches; last, as its thread uses the others
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_OPTIMIZED_H_
