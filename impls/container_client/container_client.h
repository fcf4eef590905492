#ifndef PAWL_IMPLS_CONTAINER_CLIENT_CONTAINER_CLIENT_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_CONTAINER_CLIENT_H_

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// A client of a container engine: the Docker Engine API, version 1.41, which Docker and Podman serve, over a Unix
// socket. Protocol: docs.docker.com/reference/api/engine/version/v1.41.
//
// Contract, kept by every class in impls.h and checked by contract.h and the fault tests:
//   * A call returns the engine's answer to a request that was sent after the call began, or an error that says what
//     happened. Options::caches allows older answers, within the bounds that it states.
//   * A GET is sent once more, on a new connection, if its connection ended before anything of an answer came. So is
//     any other request that the engine cannot have done, as it closed the connection before it had read all of it.
//     Nothing else is sent twice: an error of Create, Import or Remove that says UNAVAILABLE or DEADLINE_EXCEEDED
//     leaves open whether it was done.
//   * A request takes no longer than Options::request_timeout, waiting for others included; DEADLINE_EXCEEDED then. All
//     calls but DescribeContainers and Events are one request.
//   * Errors: of the engine, its message and NOT_FOUND, ALREADY_EXISTS (a name in use), FAILED_PRECONDITION,
//     INVALID_ARGUMENT or INTERNAL; a malformed answer is DATA_LOSS, with the position in it; one beyond
//     Options::max_answer_bytes is RESOURCE_EXHAUSTED; no connection, or one that ended too early, is UNAVAILABLE;
//     PERMISSION_DENIED names the socket. A connection on which something went wrong is not used again.
//   * A reference is a name, an id or the beginning of an id, as the engine takes them. An empty one, and one with a
//     control character, is INVALID_ARGUMENT and nothing is sent.
//   * Answers are shared and immutable, and outlive the client.
//   * Any thread may call any member at any time.
// Correct without: kept connections, concurrency, caches.
namespace container_client {

struct Options {
  std::string socket_path = "/var/run/docker.sock";
  std::chrono::milliseconds request_timeout{30'000};
  // Of an answer, or of one event. A bound for memory: one that an engine gives is some KiB.
  size_t max_answer_bytes = 64 << 20;
  // Requests under way at once. At least 1.
  size_t max_connections = 16;
  // Allows inspections and lists that were answered before the call began. Such an answer is used only while the
  // engine's stream of events is connected, only if no event that may concern it was delivered since it was asked for
  // (whatever is in the socket counts as delivered), only until this client changes something that may concern it, and
  // for max_answer_age at most. What that leaves: a change by somebody else whose event the engine holds back. Docker
  // delivers events as it makes changes. Podman 4.3 with its file logger looks for them every 250 ms. So it is
  // off unless asked for. An implementation that never uses an older answer ignores it.
  bool caches = false;
  std::chrono::milliseconds max_answer_age{1'000};
};

using Labels = std::vector<std::pair<std::string, std::string>>;  // by key

// What lists and inspections say alike.
struct Container {
  std::string id;        // 64 hexadecimal digits
  std::string name;      // without the engine's leading slash
  std::string image_id;  // sha256:...
  std::string state;     // created, running, paused, exited, ...
  Labels labels;

  bool operator==(const Container&) const = default;
};

struct ContainerDetails {
  Container summary;
  std::string image;    // as it was named at creation
  std::string created;  // RFC 3339
  std::vector<std::string> command;
  std::vector<std::string> environment;  // KEY=value
  int64_t pid = 0;                       // 0 unless it runs
  int64_t exit_code = 0;

  bool operator==(const ContainerDetails&) const = default;
};

struct Image {
  std::string id;  // sha256:...
  std::vector<std::string> tags;
  int64_t size_bytes = 0;

  bool operator==(const Image&) const = default;
};

struct ImageDetails {
  Image summary;
  std::string created;  // RFC 3339
  std::string architecture;
  std::string os;
  std::vector<std::string> layers;  // digests

  bool operator==(const ImageDetails&) const = default;
};

// What a container is created from. Empty texts and lists are left to the image.
struct ContainerSpec {
  std::string name;  // the engine invents one if empty
  std::string image;
  std::vector<std::string> command;
  std::vector<std::string> environment;
  Labels labels;
};

struct Event {
  std::string type;     // container, image, network, ...
  std::string action;   // create, start, die, remove or destroy, tag, delete, ...
  std::string id;       // of whom it tells
  std::string name;     // likewise; empty if the engine says none
  int64_t time_ns = 0;  // since 1970

  bool operator==(const Event&) const = default;
};

template <typename T>
using Answer = absl::StatusOr<std::shared_ptr<const T>>;

struct EventQuery {
  int64_t since_s = 0;  // seconds since 1970: begins with what happened from then on; 0: with what happens now
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();
};

// Called by the calling thread. An error ends the stream with that error.
using EventSink = std::function<absl::Status(const Event&)>;

// Since construction. Streams of events are not counted.
struct Stats {
  int64_t requests = 0;     // sent, each repetition too
  int64_t connections = 0;  // opened
  int64_t retries = 0;      // sent once more
  int64_t joined = 0;       // calls that were answered by a request that another call sent
  int64_t cached = 0;       // calls that were answered by what was known
};

template <typename T>
concept Client = requires(T client, const T read, const Options& options, std::string_view text, bool is_forced,
                          std::span<const std::string> references, const ContainerSpec& spec, const EventQuery& query,
                          const EventSink& sink, std::stop_token stop) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(options);
  { client.Ping() } -> std::same_as<absl::Status>;

  // All, running or not.
  { client.ListContainers() } -> std::same_as<Answer<std::vector<Container>>>;
  { client.InspectContainer(text) } -> std::same_as<Answer<ContainerDetails>>;
  // What inspections of each would say, in the order of the references. Each was true at some time during the call.
  { client.DescribeContainers(references) } -> std::same_as<std::vector<absl::StatusOr<Container>>>;
  // Returns the id.
  { client.CreateContainer(spec) } -> std::same_as<absl::StatusOr<std::string>>;
  // A running one only if it is forced to end.
  { client.RemoveContainer(text, is_forced) } -> std::same_as<absl::Status>;

  { client.ListImages() } -> std::same_as<Answer<std::vector<Image>>>;
  { client.InspectImage(text) } -> std::same_as<Answer<ImageDetails>>;
  // Creates an image, `name`:latest, of a root file system: the bytes of a tar archive. Returns the id.
  { client.ImportImage(text, text) } -> std::same_as<absl::StatusOr<std::string>>;
  { client.RemoveImage(text, is_forced) } -> std::same_as<absl::Status>;

  // Hands the engine's events to the sink, one after the other, as they come. Blocks until a stop is requested:
  // CANCELLED; the time is over: DEADLINE_EXCEEDED; the engine ends the stream: UNAVAILABLE; or it is malformed:
  // DATA_LOSS. What was delivered until then was handed out. Uses a connection of its own.
  { client.Events(query, sink, stop) } -> std::same_as<absl::Status>;

  { read.stats() } -> std::same_as<Stats>;
};

// What follows is shared by the implementations.

// With times that can be added to now, and a connection at least.
Options Bounded(Options options);

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_CONTAINER_CLIENT_H_
