#include "tools/cli/selftest.h"

#include <algorithm>

#include "fmt/format.h"
#include "tools/cli/accept.h"
#include "tools/cli/files.h"
#include "tools/cli/terminal.h"
#include "tools/gate/limits.h"

namespace pawl {
namespace {

constexpr int kAcceptAttempts = 3;

absl::Status AcceptHealthy(const Plan& plan, RunOptions options, WorkerFactory& healthy) {
  options.min_processes = kRatioProcesses;
  const Result first = RunPlan(plan, options, healthy);
  const Result second = RunPlan(plan, options, healthy);
  std::vector<std::string> cases;
  for (const CaseEvidence& one : first.evidence.cases) cases.push_back(one.case_name);
  const absl::StatusOr<Acceptance> acceptance =
      Accept(StoredBaseline(), first, second, cases, Limits(), AcceptOptions());
  if (!acceptance.ok()) return acceptance.status();
  return WriteFile(plan.baseline_file, FormatStoredBaseline(acceptance->baseline));
}

const Row* Catch(const Result& result, const ExpectedCatch& expected) {
  const auto found = std::find_if(result.rows.begin(), result.rows.end(), [&](const Row& row) {
    return row.comparison == expected.comparison && row.verdict == expected.verdict;
  });
  return found == result.rows.end() ? nullptr : &*found;
}

class Checks {
 public:
  void Passed(const std::string& what) { report_ += "caught  " + what + "\n"; }
  void Clean(const std::string& what) { report_ += "clean   " + what + "\n"; }
  void Failed(const std::string& what) {
    report_ += "MISSED  " + what + "\n";
    ++failures_;
  }

  SelftestOutcome Done(size_t checks) && {
    report_ += failures_ == 0 ? fmt::format("All {} checks hold: what is planted here is caught.\n", checks)
                              : fmt::format(
                                    "{} of {} checks failed: this gate lets defects through, or cries wolf. Do not "
                                    "trust it on this machine.\n",
                                    failures_, checks);
    return {failures_ == 0, std::move(report_)};
  }

 private:
  int failures_ = 0;
  std::string report_;
};

}  // namespace

const std::vector<ExpectedCatch>& ExpectedCatches() {
  static const auto& catches = *new std::vector<ExpectedCatch>{
      {"slowdown", "time", Verdict::kRegressed},     {"allocation", "allocations", Verdict::kRegressed},
      {"leak", "leaked_bytes", Verdict::kRegressed}, {"dead_loop", "run", Verdict::kError},
      {"wrong_answer", "run", Verdict::kError},
  };
  return catches;
}

absl::StatusOr<SelftestOutcome> Selftest(const Plan& plan, const RunOptions& options, WorkerFactory& healthy,
                                         WorkerFactory& accepted, const std::vector<PlantedBinary>& planted) {
  options.progress("accepting the healthy benchmark");
  // Two measurements that disagree say that the machine is too noisy at the moment, and to try again.
  absl::Status accepted_now = AcceptHealthy(plan, options, healthy);
  for (int attempt = 1; attempt < kAcceptAttempts && !accepted_now.ok(); ++attempt) {
    accepted_now = AcceptHealthy(plan, options, healthy);
  }
  if (!accepted_now.ok()) return accepted_now;
  Checks checks;
  RunOptions live = options;
  live.against = Against{&accepted, &healthy, {}, /*identical=*/true};
  options.progress("the healthy benchmark against itself");
  const Result clean = RunPlan(plan, live, healthy);
  if (clean.ExitCode() == kExitOk) {
    checks.Clean("the healthy benchmark against itself");
  } else {
    checks.Failed("the healthy benchmark against itself is not clean:\n" + RenderTerminal(clean));
  }
  for (const ExpectedCatch& expected : ExpectedCatches()) {
    const auto binary = std::find_if(planted.begin(), planted.end(),
                                     [&](const PlantedBinary& one) { return one.defect == expected.defect; });
    if (binary == planted.end()) {
      checks.Failed(expected.defect + ": it was not planted");
      continue;
    }
    options.progress("planted: " + expected.defect);
    live.against = Against{&accepted, binary->contender, {}, /*identical=*/false};
    const Result result = RunPlan(plan, live, *binary->factory);
    const Row* row = Catch(result, expected);
    if (row != nullptr && result.ExitCode() != kExitOk) {
      checks.Passed(fmt::format("{}: {} {}", expected.defect, Word(row->verdict), row->comparison));
    } else {
      checks.Failed(fmt::format("{}: no row {} says {}:\n{}", expected.defect, expected.comparison,
                                Word(expected.verdict), RenderTerminal(result)));
    }
  }
  return std::move(checks).Done(ExpectedCatches().size() + 1);
}

}  // namespace pawl
