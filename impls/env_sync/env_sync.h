#ifndef PAWL_IMPLS_ENV_SYNC_ENV_SYNC_H_
#define PAWL_IMPLS_ENV_SYNC_ENV_SYNC_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "impls/env_sync/options.h"

// Pushes an environment to AWS Systems Manager Parameter Store and pulls it from there.
// Protocol: docs.aws.amazon.com/systems-manager/latest/APIReference (JSON 1.1 over HTTP, Signature Version 4).
//
// Contract, kept by every class in impls.h and checked by contract.h:
//   * A variable KEY of the environment at "/app" is the SecureString parameter "/app/KEY".
//   * Push checks everything first: names (a-z A-Z 0-9 _ . - , 1011 bytes, 15 levels, no first level that begins with
//   aws or
//     ssm), values (UTF-8, not empty, the tier's limit) and that no key comes twice. If one is wrong, nothing is sent.
//   * After Push every variable is in exactly one state: written, failed with its own Status, or not sent. One that
//   fails
//     does not stop the others, in whatever order they are written.
//   * Nothing is written twice because an answer was lost. A write that may have been executed (the connection ended
//   after
//     the request, an answer 5xx or one that is no answer) is read back (GetParameter) before it is sent again, and
//     counts as written if the value is there. So does one that had that value before. A write that the server executes
//     only after it was read back stays possible; it stores the same value again.
//   * Pull hands each variable to the sink once; those of one path in the order of the store's pages. The paths'
//   variables
//     may be interleaved: each says its path. A path is not searched below its own level.
//   * Throttling (429, ThrottlingException, TooManyUpdates, ...), 5xx and lost connections are retried, see Options.
//   Other
//     answers are final. A pull ends with its first error; what precedes it may or may not have been delivered.
//   * After a stop request nothing more is sent. A pull abandons what is under way and is CANCELLED; a push waits for
//   what
//     is under way, each at most request_timeout, so that it can say what was written.
//   * Looking up a host's name takes as long as the system's resolver does, beyond any limit here, and can't be
//   stopped.
//   * The sink is called by the calling thread. What it takes counts against no time limit. An error of the sink ends
//   the
//     pull with that error. It may push and pull with the same object.
//   * An object may be used by several threads at once; a call's arguments are used until it returns.
//   * Messages name parameters, HTTP codes and positions in answers, and never a value, key or token. Neither do they
//   quote
//     the server, whose validation messages have the values in them, but for the name of its error.
// Correct without: kept connections, concurrency, or memory that does not depend on the number of variables.
namespace env_sync {

struct Entry {
  std::string_view key;
  std::string_view value;
};

enum class State : uint8_t { kNotSent, kWritten, kFailed };

struct Report {
  State state = State::kNotSent;
  int64_t version = 0;  // of the parameter, from 1, if written
  absl::Status status;  // why it failed
};

struct PushResult {
  // OK if all are written; else the error of the first that failed, or CANCELLED.
  absl::Status status;
  std::vector<Report> reports;  // one for each entry
};

// Valid during the sink's call.
struct Pulled {
  size_t path = 0;  // index among the paths pulled
  std::string_view key;
  std::string_view value;
  int64_t version = 0;
};

using Sink = std::function<absl::Status(const Pulled&)>;

template <typename T>
concept Client = requires(T client, const Options& options, std::string_view path, std::span<const Entry> entries,
                          std::span<const std::string> paths, const Sink& sink, std::stop_token stop) {
  { T::kName } -> std::convertible_to<std::string_view>;
  T(options);  // Bad options fail every call.
  { client.Push(path, entries, stop) } -> std::same_as<PushResult>;
  { client.Pull(paths, sink, stop) } -> std::same_as<absl::Status>;
};

// What follows is shared by the implementations.

// A result with a report for each entry, and the errors of those that must not be sent.
PushResult CheckEntries(std::string_view path, std::span<const Entry> entries, const Options& options);
absl::Status CheckPath(std::string_view path);

// Sets result.status from the reports.
void Conclude(PushResult& result, const std::stop_token& stop);

absl::Status Cancelled();

}  // namespace env_sync

#endif  // PAWL_IMPLS_ENV_SYNC_ENV_SYNC_H_
