#ifndef PAWL_TOOLS_CLI_SIZES_H_
#define PAWL_TOOLS_CLI_SIZES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/cli/plan.h"
#include "tools/gate/gate.h"
#include "tools/model/evidence.h"
#include "tools/runner/worker.h"

// What of a perf_test has a size and is never run: the libraries of its deps, and the types that its benchmark records.
namespace pawl {

// Bytes of text and data of a static archive; kUnavailable if they can't be told on this machine.
using LibraryProbe = std::function<absl::StatusOr<int64_t>(const std::string& file)>;

// Asks the `size` that PATH finds.
absl::StatusOr<int64_t> ProbeLibrary(const std::string& file);

// Adds the sized things to the input's cases. Fails if a library and a case, or a type, have one name.
absl::Status AddSized(const Plan& plan, const std::vector<WorkerSize>& types, GateInput& input);

// The sizes of those that are judged, or that a claim on one of these is about. A library whose size can't be told is
// an error of its own, or absent where the tool is.
std::vector<CaseEvidence> MeasureSizes(const Plan& plan, const std::vector<WorkerSize>& types, const GateInput& input,
                                       const LibraryProbe& probe);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_SIZES_H_
