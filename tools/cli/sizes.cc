#include "tools/cli/sizes.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "tools/cli/files.h"
#include "tools/model/metric.h"
#include "tools/runner/binary_size.h"

namespace pawl {
namespace {

CaseEvidence Sized(const std::string& name, std::string_view metric) {
  CaseEvidence evidence;
  evidence.case_name = name;
  evidence.size = SizeEvidence{std::string(metric), std::nullopt};
  return evidence;
}

CaseEvidence OfLibrary(const PlanLibrary& library, const LibraryProbe& probe) {
  CaseEvidence evidence = Sized(library.name, kBinarySize);
  const absl::StatusOr<int64_t> bytes = probe(library.file);
  if (bytes.ok()) {
    evidence.size->bytes = *bytes;
  } else if (absl::IsUnavailable(bytes.status())) {
    evidence.size->absent = std::string(bytes.status().message());
  } else {
    evidence.error = std::string(bytes.status().message());
  }
  return evidence;
}

}  // namespace

absl::StatusOr<int64_t> ProbeLibrary(const std::string& file) {
  const absl::StatusOr<ScratchFolder> scratch = ScratchFolder::Create();
  if (!scratch.ok()) return scratch.status();
  const char* path = std::getenv("PATH");
  return BinarySize(file, path == nullptr ? "" : path, scratch->path());
}

absl::Status AddSized(const Plan& plan, const std::vector<WorkerSize>& types, GateInput& input) {
  std::set<std::string> taken(input.cases.begin(), input.cases.end());
  const auto add = [&](const std::string& name, std::string_view metric) {
    if (!taken.insert(name).second) return false;
    input.cases.push_back(name);
    input.sized.emplace(name, metric);
    return true;
  };
  for (const WorkerSize& type : types) add(type.name, kSizeof);  // the runner refuses a name twice
  for (const PlanLibrary& library : plan.libraries) {
    if (add(library.name, kBinarySize)) continue;
    return absl::FailedPreconditionError(
        fmt::format("{} is the label of a library of {} and the name of a case or a recorded type: name that otherwise",
                    library.name, plan.target));
  }
  return absl::OkStatus();
}

std::vector<CaseEvidence> MeasureSizes(const Plan& plan, const std::vector<WorkerSize>& types, const GateInput& input,
                                       const LibraryProbe& probe) {
  std::set<std::string_view> wanted(input.gated.begin(), input.gated.end());
  for (const Claim& claim : input.claims) {
    if (input.gated.contains(claim.case_name)) wanted.insert(claim.reference);
  }
  std::vector<CaseEvidence> sizes;
  for (const WorkerSize& type : types) {
    if (!wanted.contains(type.name)) continue;
    sizes.push_back(Sized(type.name, kSizeof));
    sizes.back().size->bytes = type.bytes;
  }
  for (const PlanLibrary& library : plan.libraries) {
    if (wanted.contains(library.name)) sizes.push_back(OfLibrary(library, probe));
  }
  return sizes;
}

}  // namespace pawl
