#ifndef PAWL_IMPLS_CONTAINER_CLIENT_REQUEST_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_REQUEST_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/container_client/container_client.h"

// The requests of the Docker Engine API that a client makes.
namespace container_client {

enum class Verb : uint8_t { kGet, kPost, kDelete };

struct Request {
  Verb verb = Verb::kGet;
  std::string target;
  std::string_view content_type;  // a literal
  std::string_view body;          // borrowed until the request is answered
  bool acts_early = false;        // the engine may do it before it has read the last byte
};

enum class Kind : uint8_t { kContainer, kImage };

Request PingRequest();
Request ListRequest(Kind kind);
// Containers by whole ids only.
Request ListSomeRequest(std::span<const std::string> ids);
Request EventsRequest(int64_t since_s);

// INVALID_ARGUMENT for what no reference can be.
absl::Status CheckReference(Kind kind, std::string_view reference);

// REQUIRES: CheckReference(kind, reference).ok()
Request InspectRequest(Kind kind, std::string_view reference);
Request RemoveRequest(Kind kind, std::string_view reference, bool is_forced);

// The bodies are the caller's: CreateBody() of the same spec, and the archive.
Request CreateRequest(const ContainerSpec& spec, std::string_view body);
// INVALID_ARGUMENT if a text of it is not UTF-8, or there is no image.
absl::StatusOr<std::string> CreateBody(const ContainerSpec& spec);
Request ImportRequest(std::string_view name, std::string_view archive);

// As Docker and Podman write whole ids: 64 lower-case hexadecimal digits.
bool IsWholeId(std::string_view text);

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_REQUEST_H_
