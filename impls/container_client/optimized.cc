#include "impls/container_client/optimized.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "impls/container_client/decode.h"
#include "impls/container_client/exchange.h"

namespace container_client {
namespace {

// As many as fit into a request line of 8 KB, which is what servers take at least.
constexpr size_t kMostListedIds = 64;

}  // namespace

Optimized::Optimized(Options options)
    : options_(Bounded(std::move(options))),
      lanes_(options_),
      containers_(
          mutex_, [this] { return watch_ != nullptr && watch_->CatchUp(); }, options_.max_answer_age),
      container_details_(
          mutex_, [this] { return watch_ != nullptr && watch_->CatchUp(); }, options_.max_answer_age),
      images_(
          mutex_, [this] { return watch_ != nullptr && watch_->CatchUp(); }, options_.max_answer_age),
      image_details_(mutex_, [this] { return watch_ != nullptr && watch_->CatchUp(); }, options_.max_answer_age) {
  if (options_.caches) {
    watch_ = std::make_unique<EventWatch>(options_, mutex_, [this](const Event* event) { OnEvent(event); });
  }
}

bool Optimized::IsWatching() {
  const std::lock_guard lock(mutex_);
  return watch_ != nullptr && watch_->CatchUp();
}

void Optimized::OnEvent(const Event* event) {
  if (event != nullptr && event->type == "image") {
    DropImages();
  } else if (event != nullptr && event->type == "container" && IsWholeId(event->id)) {
    DropNames();  // whom a name, or the beginning of an id, means may be another one now
    DropContainer(event->id);
  } else {
    DropAll();  // some were missed, or it is such as a network, of which a container may be a part
  }
}

void Optimized::DropNames() {
  containers_.Drop([](std::string_view, const auto*) { return true; });
  container_details_.Drop([](std::string_view key, const auto*) { return !IsWholeId(key); });
}

void Optimized::DropContainer(std::string_view id) {
  const bool drops_all = !IsWholeId(id);
  container_details_.Drop([&](std::string_view key, const ContainerDetails* details) {
    return drops_all || key == id || (details != nullptr && details->summary.id == id);
  });
}

void Optimized::DropImages() {
  images_.Drop([](std::string_view, const auto*) { return true; });
  image_details_.Drop([](std::string_view, const auto*) { return true; });
}

void Optimized::DropAll() {
  DropNames();
  DropContainer("");
  DropImages();
}

template <typename T, typename MakeRequest>
Answer<T> Optimized::Get(SharedAnswers<T>& answers, std::string_view key, const MakeRequest& make_request) {
  const Clock::time_point deadline = Deadline();
  return answers.Get(key, deadline, [&](T& out) {
    return lanes_.Send(make_request(), deadline,
                       [&out](std::string& body, FastDecoder& decoder) { return decoder.Decode(body, out); });
  });
}

template <typename Decode>
absl::StatusOr<std::string> Optimized::Post(const Request& request, const Decode& decode) {
  absl::StatusOr<std::string> id;
  const absl::Status status = lanes_.Send(request, Deadline(), [&](std::string& body, FastDecoder&) {
    id = decode(body);
    return id.status();
  });
  return status.ok() ? id : status;
}

absl::Status Optimized::Ping() {
  return lanes_.Send(PingRequest(), Deadline(), [](std::string&, FastDecoder&) { return absl::OkStatus(); });
}

Answer<std::vector<Container>> Optimized::ListContainers() {
  return Get(containers_, "", [] { return ListRequest(Kind::kContainer); });
}

Answer<ContainerDetails> Optimized::InspectContainer(std::string_view reference) {
  if (absl::Status status = CheckReference(Kind::kContainer, reference); !status.ok()) return status;
  return Get(container_details_, reference, [&] { return InspectRequest(Kind::kContainer, reference); });
}

std::shared_ptr<const ContainerDetails> Optimized::Kept(std::string_view reference) {
  const std::lock_guard lock(mutex_);
  if (watch_ == nullptr || !watch_->CatchUp()) return nullptr;
  return container_details_.Kept(reference);
}

absl::Status Optimized::ListSome(std::span<const std::string> ids, std::vector<Container>& containers) {
  for (; !ids.empty(); ids = ids.subspan(std::min(ids.size(), kMostListedIds))) {
    const Request request = ListSomeRequest(ids.first(std::min(ids.size(), kMostListedIds)));
    std::vector<Container> some;
    const absl::Status status = lanes_.Send(
        request, Deadline(), [&](std::string& body, FastDecoder& decoder) { return decoder.Decode(body, some); });
    if (!status.ok()) return status;
    std::ranges::move(some, std::back_inserter(containers));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Container>> Optimized::ListFor(std::span<const std::string> references) {
  if (std::ranges::all_of(references, IsWholeId)) {
    std::vector<Container> containers;
    if (absl::Status status = ListSome(references, containers); !status.ok()) return status;
    return containers;
  }
  const Answer<std::vector<Container>> all = ListContainers();
  if (!all.ok()) return all.status();
  return **all;
}

std::vector<absl::StatusOr<Container>> Optimized::DescribeContainers(std::span<const std::string> references) {
  std::vector<absl::StatusOr<Container>> descriptions(references.size());
  std::vector<size_t> open;  // indices of those that are not known yet
  std::vector<std::string> asked;
  for (size_t i = 0; i < references.size(); ++i) {
    if (const absl::Status status = CheckReference(Kind::kContainer, references[i]); !status.ok()) {
      descriptions[i] = status;
    } else if (const auto kept = Kept(references[i]); kept != nullptr) {
      descriptions[i] = kept->summary;
    } else {
      open.push_back(i);
      asked.push_back(references[i]);
    }
  }
  std::unordered_map<std::string_view, const Container*> found;
  absl::StatusOr<std::vector<Container>> listed = std::vector<Container>();
  if (open.size() > 1) listed = ListFor(asked);
  if (listed.ok()) {
    // Engines look for a whole id before they look for a name.
    for (const Container& container : *listed) found.emplace(container.name, &container);
    for (const Container& container : *listed) found[container.id] = &container;
  }
  for (const size_t i : open) {
    const auto container = found.find(references[i]);
    if (container != found.end()) {
      descriptions[i] = *container->second;
      continue;
    }
    // The beginning of an id, which the engine knows to be unique or not, or nobody: its own words say it.
    const Answer<ContainerDetails> details = InspectContainer(references[i]);
    descriptions[i] = details.ok() ? absl::StatusOr<Container>((*details)->summary) : details.status();
  }
  return descriptions;
}

absl::StatusOr<std::string> Optimized::CreateContainer(const ContainerSpec& spec) {
  const absl::StatusOr<std::string> body = CreateBody(spec);
  if (!body.ok()) return body.status();
  absl::StatusOr<std::string> id =
      Post(CreateRequest(spec, *body), [](const std::string& text) { return DecodeCreated(text); });
  // However it ended, it may have been done. So in all that follow.
  const std::lock_guard lock(mutex_);
  DropNames();
  return id;
}

absl::Status Optimized::RemoveContainer(std::string_view reference, bool is_forced) {
  if (absl::Status status = CheckReference(Kind::kContainer, reference); !status.ok()) return status;
  const absl::Status status = lanes_.Send(RemoveRequest(Kind::kContainer, reference, is_forced), Deadline(),
                                          [](std::string&, FastDecoder&) { return absl::OkStatus(); });
  const std::lock_guard lock(mutex_);
  DropNames();
  DropContainer(reference);
  return status;
}

Answer<std::vector<Image>> Optimized::ListImages() {
  return Get(images_, "", [] { return ListRequest(Kind::kImage); });
}

Answer<ImageDetails> Optimized::InspectImage(std::string_view reference) {
  if (absl::Status status = CheckReference(Kind::kImage, reference); !status.ok()) return status;
  return Get(image_details_, reference, [&] { return InspectRequest(Kind::kImage, reference); });
}

absl::StatusOr<std::string> Optimized::ImportImage(std::string_view name, std::string_view archive) {
  if (absl::Status status = CheckReference(Kind::kImage, name); !status.ok()) return status;
  absl::StatusOr<std::string> id =
      Post(ImportRequest(name, archive), [](const std::string& text) { return DecodeImported(text); });
  const std::lock_guard lock(mutex_);
  DropImages();
  return id;
}

absl::Status Optimized::RemoveImage(std::string_view reference, bool is_forced) {
  if (absl::Status status = CheckReference(Kind::kImage, reference); !status.ok()) return status;
  const absl::Status status = lanes_.Send(RemoveRequest(Kind::kImage, reference, is_forced), Deadline(),
                                          [](std::string&, FastDecoder&) { return absl::OkStatus(); });
  const std::lock_guard lock(mutex_);
  if (is_forced) {
    DropAll();  // Podman removes its containers, too
  } else {
    DropImages();
  }
  return status;
}

absl::Status Optimized::Events(const EventQuery& query, const EventSink& sink, const std::stop_token& stop) {
  return StreamEvents(options_, query, sink, stop);
}

Stats Optimized::stats() const {
  Stats stats;
  lanes_.CountInto(stats);
  const std::lock_guard lock(mutex_);
  containers_.CountInto(stats);
  container_details_.CountInto(stats);
  images_.CountInto(stats);
  image_details_.CountInto(stats);
  return stats;
}

}  // namespace container_client
