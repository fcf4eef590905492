#ifndef PAWL_IMPLS_CONTAINER_CLIENT_EXCHANGE_H_
#define PAWL_IMPLS_CONTAINER_CLIENT_EXCHANGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "impls/container_client/connection.h"
#include "impls/container_client/container_client.h"
#include "impls/container_client/request.h"

// One request and its answer, by Boost.Beast.
namespace container_client {

// Sends `request` and reads its answer until `deadline`. Returns the body of a 2xx, valid until the connection is used
// again, with room for simdjson's padding behind it; any other status is the engine's message as an error. Whatever
// goes wrong names the request. Sets `may_be_kept` if another exchange may follow on this connection.
absl::StatusOr<std::string*> Exchange(Connection& connection, const Request& request, Clock::time_point deadline,
                                      const Options& options, bool& may_be_kept);

// Whether the contract allows to send a request once more, on a new connection, that ended with `status` on this one.
bool MayRepeat(const Connection& connection, const Request& request, const absl::Status& status);

// "GET /v1.41/_ping at /run/x.sock: " before the message.
absl::Status OfRequest(const Request& request, const Options& options, const absl::Status& status);

// The parts of it, for answers that have no end.
absl::Status SendRequest(Connection& connection, const Request& request);
// `parsed_bytes` of the answer were understood.
absl::Status WhyUnread(const boost::system::error_code& error, size_t received_bytes, size_t parsed_bytes,
                       size_t max_answer_bytes);

// What Exchange() makes of the bytes of an answer, for what has them already: the body, or the error.
absl::StatusOr<std::string> ReadAnswer(std::string_view bytes, size_t max_answer_bytes);

}  // namespace container_client

#endif  // PAWL_IMPLS_CONTAINER_CLIENT_EXCHANGE_H_
