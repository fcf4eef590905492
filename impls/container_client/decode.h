#ifndef PAWL_IMPLS_CONTAINER_CLIENT_DECODE_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_DECODE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/container_client/container_client.h"

// The bodies of answers, decoded by way of a tree of the whole body (nlohmann::json): the reference. DATA_LOSS for what
// is no JSON, with the byte, or lacks what an answer must have, with the field.
namespace container_client {

// Sets `out` to what the body says. T: std::vector<Container>, ContainerDetails, std::vector<Image>, ImageDetails.
template <typename T>
absl::Status Decode(std::string_view body, T& out);

absl::StatusOr<Event> DecodeEvent(std::string_view object);

// Of Create.
absl::StatusOr<std::string> DecodeCreated(std::string_view body);

// Of an import: a stream of JSON objects, of which the last has the id, or an error.
absl::StatusOr<std::string> DecodeImported(std::string_view body);

// The engine's message, or what else a body says that has none.
absl::Status DecodeEngineError(int code, std::string_view body);

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_DECODE_H_
