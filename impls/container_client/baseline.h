#ifndef PAWL_IMPLS_CONTAINER_CLIENT_BASELINE_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_BASELINE_H_

#include <atomic>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impls/container_client/container_client.h"
#include "impls/container_client/request.h"
#include "impls/container_client/turns.h"

namespace container_client {

// One request at a time, whoever calls, each on a connection of its own, and a tree of the whole answer.
class Baseline {
 public:
  static constexpr std::string_view kName = "baseline";

  explicit Baseline(Options options) : options_(Bounded(std::move(options))) {}

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

 private:
  // The body of the answer.
  absl::StatusOr<std::string> Send(const Request& request);
  template <typename T>
  Answer<T> Get(const Request& request);

  const Options options_;
  Turns turns_{1};
  std::atomic<int64_t> requests_ = 0;
  std::atomic<int64_t> connections_ = 0;
  std::atomic<int64_t> retries_ = 0;
};

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_BASELINE_H_
