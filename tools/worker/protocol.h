#ifndef PAWL_TOOLS_WORKER_PROTOCOL_H_
#define PAWL_TOOLS_WORKER_PROTOCOL_H_

#include <string>
#include <string_view>
#include <vector>

namespace pawl {

// The line protocol between a driver and a worker, a benchmark binary started with `--pawl_worker`. Requests, responses
// and what each version added: docs/worker-protocol.md, whose session a test replays.
//
// Workers speak kProtocolVersion. A driver speaks every version from kOldestProtocolVersion on, since an accepted
// binary keeps the worker that it was linked with, and refuses others.
inline constexpr int kProtocolVersion = 4;
inline constexpr int kOldestProtocolVersion = 1;
inline constexpr int kInstructionsSince = 3;  // the first version that knows `instructions`
inline constexpr int kIsolationSince = 4;     // the first version that knows `isolate` and `release`
inline constexpr int kRequestDescriptor = 3;
inline constexpr int kResponseDescriptor = 4;
inline constexpr char kWorkerFlag[] = "--pawl_worker";

// One line with its newline.
std::string FormatLine(const std::vector<std::string>& fields);

// The fields of one line without its newline. Unknown escapes stand for themselves; never fails.
std::vector<std::string> ParseLine(std::string_view line);

}  // namespace pawl

#endif  // PAWL_TOOLS_WORKER_PROTOCOL_H_
