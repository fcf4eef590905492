#include "tools/cli/kept_binary.h"

#include <algorithm>
#include <random>
#include <regex>

#include "tools/cli/run.h"

namespace pawl {

bool NamesAnother(const StoredBaseline& stored, const AcceptOptions& options) {
  const std::regex pattern(options.case_pattern);
  return std::any_of(stored.records.begin(), stored.records.end(), [&](const Record& record) {
    return !record.accepted.empty() && record.accepted != options.binary &&
           std::regex_search(record.case_name, pattern);
  });
}

Result MeasureAgainstAccepted(const Plan& plan, const Workers& workers, AcceptOptions& accept, Output output) {
  RunOptions options;
  options.seed = std::random_device()();
  options.filter = accept.case_pattern;
  options.open_accepted = [&](const std::string& hash) {
    absl::StatusOr<Against> opened = workers.accepted.Open(hash);
    if (absl::IsNotFound(opened.status()) || absl::IsDataLoss(opened.status())) accept.gone.insert(hash);
    return opened;
  };
  const auto progress = Progress(output);
  options.progress = [&](const std::string& line) { progress("against what was accepted: " + line); };
  return RunPlan(plan, options, workers.factory);
}

absl::Status KeepBinary(const Plan& plan, const StoredBaseline& baseline, const std::string& binary, Output output) {
  const bool named = std::any_of(baseline.records.begin(), baseline.records.end(),
                                 [&](const Record& record) { return record.accepted == binary; });
  if (binary.empty() || !named) return absl::OkStatus();
  const absl::StatusOr<Kept> kept = StoreOf(plan).Put(plan.binary);
  if (!kept.ok()) return kept.status();
  if (!kept->not_shared.empty()) {
    output.err << "warning: the binary is kept on this machine only: " << kept->not_shared << "\n";
  }
  if (kept->hash == binary) return absl::OkStatus();
  return absl::FailedPreconditionError(plan.binary + " was built anew while it was measured");
}

}  // namespace pawl
