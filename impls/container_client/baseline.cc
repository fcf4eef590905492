#include "impls/container_client/baseline.h"

#include <memory>

#include "impls/container_client/decode.h"
#include "impls/container_client/event_stream.h"
#include "impls/container_client/exchange.h"

namespace container_client {

absl::StatusOr<std::string> Baseline::Send(const Request& request) {
  const Clock::time_point deadline = Clock::now() + options_.request_timeout;
  if (!turns_.Take(deadline)) {
    return OfRequest(request, options_, absl::DeadlineExceededError("the time limit came before its turn did"));
  }
  const TurnReturner turn(turns_);
  for (bool is_first = true;; is_first = false) {
    auto connection = Connection::Open(options_.socket_path, deadline);
    if (!connection.ok()) return connection.status();
    ++connections_;
    ++requests_;
    bool may_be_kept = false;
    const auto body = Exchange(**connection, request, deadline, options_, may_be_kept);
    if (body.ok()) return std::move(**body);
    if (!is_first || !MayRepeat(**connection, request, body.status())) return body.status();
    ++retries_;
  }
}

template <typename T>
Answer<T> Baseline::Get(const Request& request) {
  const absl::StatusOr<std::string> body = Send(request);
  if (!body.ok()) return body.status();
  auto answer = std::make_shared<T>();
  if (const absl::Status status = Decode(*body, *answer); !status.ok()) return OfRequest(request, options_, status);
  return answer;
}

absl::Status Baseline::Ping() { return Send(PingRequest()).status(); }

Answer<std::vector<Container>> Baseline::ListContainers() {
  return Get<std::vector<Container>>(ListRequest(Kind::kContainer));
}

Answer<ContainerDetails> Baseline::InspectContainer(std::string_view reference) {
  if (absl::Status status = CheckReference(Kind::kContainer, reference); !status.ok()) return status;
  return Get<ContainerDetails>(InspectRequest(Kind::kContainer, reference));
}

std::vector<absl::StatusOr<Container>> Baseline::DescribeContainers(std::span<const std::string> references) {
  std::vector<absl::StatusOr<Container>> descriptions;
  descriptions.reserve(references.size());
  for (const std::string& reference : references) {
    const Answer<ContainerDetails> details = InspectContainer(reference);
    descriptions.push_back(details.ok() ? absl::StatusOr<Container>((*details)->summary) : details.status());
  }
  return descriptions;
}

absl::StatusOr<std::string> Baseline::CreateContainer(const ContainerSpec& spec) {
  const absl::StatusOr<std::string> body = CreateBody(spec);
  if (!body.ok()) return body.status();
  const Request request = CreateRequest(spec, *body);
  const absl::StatusOr<std::string> answer = Send(request);
  if (!answer.ok()) return answer.status();
  absl::StatusOr<std::string> id = DecodeCreated(*answer);
  return id.ok() ? id : OfRequest(request, options_, id.status());
}

absl::Status Baseline::RemoveContainer(std::string_view reference, bool is_forced) {
  if (absl::Status status = CheckReference(Kind::kContainer, reference); !status.ok()) return status;
  return Send(RemoveRequest(Kind::kContainer, reference, is_forced)).status();
}

Answer<std::vector<Image>> Baseline::ListImages() { return Get<std::vector<Image>>(ListRequest(Kind::kImage)); }

Answer<ImageDetails> Baseline::InspectImage(std::string_view reference) {
  if (absl::Status status = CheckReference(Kind::kImage, reference); !status.ok()) return status;
  return Get<ImageDetails>(InspectRequest(Kind::kImage, reference));
}

absl::StatusOr<std::string> Baseline::ImportImage(std::string_view name, std::string_view archive) {
  if (absl::Status status = CheckReference(Kind::kImage, name); !status.ok()) return status;
  const Request request = ImportRequest(name, archive);
  const absl::StatusOr<std::string> answer = Send(request);
  if (!answer.ok()) return answer.status();
  absl::StatusOr<std::string> id = DecodeImported(*answer);
  return id.ok() ? id : OfRequest(request, options_, id.status());
}

absl::Status Baseline::RemoveImage(std::string_view reference, bool is_forced) {
  if (absl::Status status = CheckReference(Kind::kImage, reference); !status.ok()) return status;
  return Send(RemoveRequest(Kind::kImage, reference, is_forced)).status();
}

absl::Status Baseline::Events(const EventQuery& query, const EventSink& sink, const std::stop_token& stop) {
  return StreamEvents(options_, query, sink, stop);
}

Stats Baseline::stats() const { return {requests_, connections_, retries_, 0, 0}; }

}  // namespace container_client
