// `pawl accept`: measures twice and writes the stored baseline.
#include <functional>
#include <optional>
#include <random>
#include <regex>

#include "fmt/format.h"
#include "tools/cli/accept.h"
#include "tools/cli/anchor.h"
#include "tools/cli/baseline_files.h"
#include "tools/cli/command_support.h"
#include "tools/cli/files.h"
#include "tools/cli/kept_binary.h"
#include "tools/cli/plan_policy.h"
#include "tools/cli/profile_store.h"
#include "tools/cli/run.h"
#include "tools/cli/tight_claims.h"
#include "tools/gate/limits.h"
#include "tools/store/file_hash.h"

namespace pawl {
namespace {

// A complete measurement for `.accept`: as a gate, but each ratio over as many processes as its limit is about, twice;
// and the binary live against itself, which is the null control.
Result MeasureForAccept(const Plan& plan, WorkerFactory& factory, const std::optional<Against>& itself, Output output,
                        const std::string& which, Profiles* profiles = nullptr) {
  RunOptions options;
  options.seed = std::random_device()();
  options.min_processes = 2 * kRatioProcesses;
  options.against = itself;
  const auto progress = Progress(output);
  options.progress = [&](const std::string& line) { progress(which + " measurement: " + line); };
  return RunPlan(plan, options, factory, profiles);
}

// Where `.accept` writes: the source tree, not the runfiles' link to it.
absl::StatusOr<std::string> SourceFile(const Plan& plan) {
  const std::string workspace = EnvironmentVariable("BUILD_WORKSPACE_DIRECTORY");
  if (workspace.empty()) {
    return absl::FailedPreconditionError("this writes into the source tree: run it as `" + plan.AcceptCommand() + "`");
  }
  return workspace + "/" + plan.baseline_file;
}

// What `.accept` changes, called `name` in messages. A damaged file is nobody's to replace but its owner's: it may hold
// the numbers of other machines and the reasons of others, and without it worse numbers would need none.
absl::StatusOr<StoredBaseline> ReadStored(const std::string& file, const std::string& name, const Plan& plan) {
  const absl::StatusOr<std::string> text = ReadFile(file);
  if (absl::IsNotFound(text.status())) return StoredBaseline();
  if (!text.ok()) return text.status();
  return ParseStoredBaseline(*text, name, plan.AcceptCommand());
}

// The other file that `.accept` may write.
int PinAnchorCommand(const StoredBaseline& stored, const std::string& file, const Plan& plan,
                     const AcceptOptions& options, Output output) {
  if (stored.records.empty()) {
    return Fail(output, absl::FailedPreconditionError("there is no stored baseline to pin; first run: " +
                                                      plan.AcceptCommand()));
  }
  const absl::StatusOr<StoredBaseline> old = ReadStored(AnchorPath(file), AnchorPath(plan.baseline_file), plan);
  if (!old.ok()) return Fail(output, old.status());
  const absl::StatusOr<StoredBaseline> anchor = PinAnchor(stored, *old, options);
  if (!anchor.ok()) return Fail(output, anchor.status(), kExitUsage);
  if (absl::Status written = WriteFile(AnchorPath(file), FormatStoredBaseline(*anchor)); !written.ok()) {
    return Fail(output, written);
  }
  output.out << fmt::format("Pinned {} records in {}. Review it with: git diff {}\n", anchor->records.size(),
                            AnchorPath(plan.baseline_file), AnchorPath(plan.baseline_file));
  return kExitOk;
}

absl::Status NothingWritten(const absl::Status& status) {
  return {status.code(), "nothing was written: " + std::string(status.message())};
}

// The part of a result that is about cases that were accepted.
using Chosen = std::function<bool(const std::string& case_name)>;

Result OnlyOf(Result result, const Chosen& chosen) {
  const auto other = [&](const auto& one) { return !chosen(one.case_name); };
  std::erase_if(result.rows, other);
  std::erase_if(result.evidence.cases, other);
  return result;
}

// What was accepted is explained later from its profiles, those of instructions and the call sites that are taken now;
// a failure to keep them takes nothing from the acceptance.
void KeepProfiles(const Plan& plan, Result result, Profiles instructions, const Chosen& chosen,
                  const std::string& metric, Output output) {
  const auto other = [&](const auto& one) { return !chosen(one.case_name); };
  std::erase_if(instructions.profiles, other);
  std::erase_if(instructions.missing, other);
  RunProfiles profiles;
  profiles.contender = std::move(instructions);
  result = OnlyOf(std::move(result), chosen);
  result.warnings.clear();
  result.notes.clear();
  AddCallSites(plan, "", /*all_allocating=*/true, {.progress = Progress(output)}, result, profiles);
  EndProgress(output);
  for (const std::string& warning : result.warnings) output.err << "warning: " << warning << "\n";
  for (const std::string& note : result.notes) output.err << "note: " << note << "\n";
  if (!metric.empty()) {
    // The numbers of the others stand as they were accepted, and so do the call sites that explain them.
    std::erase_if(profiles.contender.profiles, [&](const Profile& one) { return one.metric != metric; });
    profiles.contender.missing.clear();
  }
  if (profiles.contender.profiles.empty()) return;
  profiles.contender.target = plan.target;
  profiles.contender.side = "accepted";
  const absl::Status status = WriteAcceptedProfiles(profiles.contender, result.environment.build_key);
  if (status.ok()) return;
  output.err << "warning: the profiles of what was accepted are not kept: " << std::string(status.message()) << "\n";
}

// What was measured for an acceptance.
struct Measured {
  Result first;
  Result second;
  std::optional<Result> live;  // against the accepted binaries, if the baseline names others than this one
  Profiles instructions;
};

// FailedPrecondition where nothing can be measured, and what CheckFirstRun() refuses.
absl::StatusOr<Measured> MeasureAll(const Plan& plan, const StoredBaseline& stored, const Limits& limits,
                                    AcceptOptions& options, Output output) {
  Measured measured;
  absl::Status refused;
  const absl::Status status = WithWorkers(plan, plan.binary, [&](const Workers& workers) {
    const auto measure = [&](const char* which, Profiles* profiles) {
      return MeasureForAccept(plan, workers.factory, workers.against, output, which, profiles);
    };
    measured.first = measure("first", &measured.instructions);
    if (!measured.first.errors.empty()) return;
    refused = CheckFirstRun(stored, measured.first, limits, options);
    if (!refused.ok()) return;
    measured.second = measure("second", nullptr);
    if (measured.second.errors.empty() && NamesAnother(stored, options)) {
      measured.live = MeasureAgainstAccepted(plan, workers, options, output);
    }
  });
  EndProgress(output);
  if (!status.ok()) return NothingWritten(status);
  if (!refused.ok()) return refused;
  return measured;
}

// What becomes of the stored baseline; its binary is kept by now, if it names it.
absl::StatusOr<Acceptance> Decide(const Plan& plan, const StoredBaseline& stored, const Measured& measured,
                                  const Limits& limits, AcceptOptions options, Output output) {
  std::vector<std::string> cases;
  for (const CaseEvidence& one : measured.first.evidence.cases) cases.push_back(one.case_name);
  const auto accept = [&] {
    return Accept(stored, measured.first, measured.second, cases, limits, options,
                  measured.live ? &*measured.live : nullptr);
  };
  absl::StatusOr<Acceptance> acceptance = accept();
  if (!acceptance.ok()) return acceptance;
  const absl::Status kept = KeepBinary(plan, acceptance->baseline, options.binary, output);
  if (kept.ok()) return acceptance;
  output.err << "warning: the binary is not kept, so that gates compare its time with stored numbers only: "
             << std::string(kept.message()) << "\n";
  options.binary.clear();
  return accept();
}

// Measures, writes what is accepted, and keeps what explains it.
int MeasureAndWrite(const Plan& plan, const std::string& file, const StoredBaseline& stored, const Limits& limits,
                    const std::vector<Claim>& claims, AcceptOptions options, Output output) {
  const auto refuse = [&](const absl::Status& status) {
    return Fail(output, status, absl::IsInvalidArgument(status) ? kExitUsage : kExitError);
  };
  absl::StatusOr<Measured> measured = MeasureAll(plan, stored, limits, options, output);
  if (!measured.ok()) return refuse(measured.status());
  const absl::StatusOr<Acceptance> acceptance = Decide(plan, stored, *measured, limits, options, output);
  if (!acceptance.ok()) return refuse(acceptance.status());
  for (const std::string& change : acceptance->changes) output.out << change << "\n";
  for (const std::string& warning : acceptance->warnings) output.out << "warning: " << warning << "\n";
  for (const std::string& warning : TightClaims(claims, measured->first, measured->second)) {
    output.out << "warning: " << warning << "\n";
  }
  const auto matches = [pattern = std::regex(options.case_pattern)](const std::string& name) {
    return std::regex_search(name, pattern);
  };
  if (acceptance->changes.empty()) {
    output.out << "Nothing to change: every number is within what is stored.\n" << std::flush;
    // A baseline that came by git is explained on this machine by what is measured now, which is within its limits.
    const absl::StatusOr<Profiles> old = ReadAcceptedProfiles(plan.target, measured->first.environment.build_key);
    if (!old.ok() && !absl::IsNotFound(old.status())) return kExitOk;  // whoever reads it says what is wrong
    const auto lacking = [&](const std::string& name) { return matches(name) && !(old.ok() && old->Mentions(name)); };
    KeepProfiles(plan, measured->first, std::move(measured->instructions), lacking, options.metric, output);
    return kExitOk;
  }
  if (absl::Status written = WriteFile(file, FormatStoredBaseline(acceptance->baseline)); !written.ok()) {
    return Fail(output, written);
  }
  output.out << fmt::format("Wrote {}. Review it with: git diff {}\n", plan.baseline_file, plan.baseline_file)
             << std::flush;
  KeepProfiles(plan, measured->first, std::move(measured->instructions), matches, options.metric, output);
  return kExitOk;
}

}  // namespace

int AcceptCommand(const AcceptArguments& arguments, Output output) {
  const absl::StatusOr<Plan> plan = ReadPlan(arguments.plan);
  if (!plan.ok()) return Fail(output, plan.status());
  const absl::StatusOr<std::string> file = SourceFile(*plan);
  if (!file.ok()) return Fail(output, file.status(), kExitUsage);
  absl::StatusOr<std::vector<UserMetric>> counters = ParseMetrics(*plan);
  if (!counters.ok()) return Fail(output, counters.status(), kExitUsage);
  AcceptOptions options{arguments.case_pattern, arguments.metric, arguments.reason, *std::move(counters)};
  if (absl::Status status = CheckOptions(options); !status.ok()) return Fail(output, status, kExitUsage);
  const absl::StatusOr<Limits> limits = ParseLimits(*plan, WithCounters(options.counters));
  if (!limits.ok()) return Fail(output, limits.status(), kExitUsage);
  const absl::StatusOr<StoredBaseline> stored = ReadStored(*file, plan->baseline_file, *plan);
  if (!stored.ok()) return Fail(output, stored.status());
  if (arguments.anchor) return PinAnchorCommand(*stored, *file, *plan, options, output);
  const absl::StatusOr<std::vector<Claim>> claims = ParseClaims(*plan, WithCounters(options.counters));
  if (!claims.ok()) return Fail(output, claims.status(), kExitUsage);
  const absl::StatusOr<std::string> binary = HashFile(plan->binary);
  if (!binary.ok()) return Fail(output, NothingWritten(binary.status()));
  options.binary = *binary;
  return MeasureAndWrite(*plan, *file, *stored, *limits, *claims, std::move(options), output);
}

}  // namespace pawl
