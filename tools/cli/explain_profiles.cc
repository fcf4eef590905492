#include "tools/cli/explain_profiles.h"

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "tools/cli/profile_files.h"
#include "tools/cli/profile_store.h"
#include "tools/model/commands.h"
#include "tools/model/metric.h"
#include "tools/model/verdict.h"

namespace pawl {
namespace {

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// Instructions are what a profile can say of time. A comparison that is neither of time nor of memory (a crash, a
// user's own counter) may have either for its cause.
bool Concerns(std::string_view comparison, std::string_view profiled) {
  const std::string_view metric = MetricOf(comparison);
  const bool heap = metric.ends_with("allocations") || metric.ends_with("_bytes");
  const bool computing = metric.starts_with("time") || metric == "instructions";
  if (!heap && !computing) return true;
  return (profiled == "instructions") == computing;
}

// "impls/x/libx.optimized.a" of "//impls/x:x.optimized".
std::string ArchiveOf(std::string_view label) {
  label.remove_prefix(std::min(label.size(), label.find("//") + 2));
  const size_t colon = std::min(label.find(':'), label.size() - 1);
  const std::string_view package = label.substr(0, colon);
  const std::string_view name = label.substr(colon + 1);
  if (name.ends_with(".a")) return fmt::format("{}/{}", package, name.substr(name.rfind('/') + 1));
  return fmt::format("{}{}lib{}.a", package, package.empty() ? "" : "/", name);
}

bool SaysNothing(const Explanation& explanation) {
  return explanation.differences.empty() && explanation.incomparable.empty() && explanation.missing.empty();
}

class Explainer {
 public:
  Explainer(const std::string& case_name, const std::string& against, bool all, const ProgramProfiler& profile)
      : case_name_(case_name), against_(against), all_(all), profile_(profile) {}

  void Add(const FoundResult& found) {
    for (const CaseEvidence& one : found.result.evidence.cases) {
      if (one.case_name != case_name_ || !one.size) continue;
      explained_.explanations.push_back(OfSize(found, one.size->metric));
      RefuseAgainst("a size has no profile");
      return;
    }
    const absl::StatusOr<Profiles> after = ReadProfiles(found.folder / kProfilesFile);
    if (!after.ok()) {
      Explanation explanation = NoProfiles(found);
      if (absl::IsNotFound(after.status())) {
        RefuseAgainst(fmt::format("there is no {} beside its result", kProfilesFile));
      } else {
        AddError(after.status());
        explanation.alone = "no call sites: the profiles could not be read, see the error";
      }
      explained_.explanations.push_back(std::move(explanation));
      return;
    }
    const std::optional<Profiles> before = OtherSide(found);
    const Profiles* other = before ? &*before : nullptr;
    Explanation explanation = Explain(case_name_, other, *after, Wanted(found.result));
    // What was profiled may answer another question than the rows ask; it is all there is.
    if (SaysNothing(explanation)) {
      explanation = Explain(case_name_, other, *after, [](std::string_view) { return true; });
    }
    if (SaysNothing(explanation)) {
      explanation = NoProfiles(found);
    } else if (!before) {
      explanation.alone = alone_;
    }
    explained_.explanations.push_back(std::move(explanation));
  }

  ProfiledCase Take() { return std::move(explained_); }

 private:
  void AddError(const absl::Status& status) { explained_.errors.push_back(Message(status)); }

  // A comparison that was asked for must not silently not take place.
  void RefuseAgainst(const std::string& reason) {
    if (against_.empty()) return;
    explained_.errors.push_back(fmt::format("--against={} was not compared with {}: {}", against_, case_name_, reason));
  }

  // The first of the places that has profiles. A damaged one is an error, and the next is tried: what there is to say
  // is said.
  std::optional<Profiles> OtherSide(const FoundResult& found) {
    if (!against_.empty()) {
      const absl::StatusOr<Profiles> given = Given(found.result.target);
      if (given.ok()) return *given;
      AddError(given.status());
      explained_.errors_are_usage = absl::IsNotFound(given.status());
      alone_ = "not compared: --against gives no profiles, see the error";
      return std::nullopt;
    }
    const absl::StatusOr<Profiles> beside = ReadProfiles(found.folder / kOtherProfilesFile);
    if (beside.ok()) return *beside;
    if (!absl::IsNotFound(beside.status())) AddError(beside.status());
    const absl::StatusOr<Profiles> accepted =
        ReadAcceptedProfiles(found.result.target, found.result.environment.build_key);
    if (accepted.ok()) return *accepted;
    if (absl::IsInvalidArgument(accepted.status())) AddError(accepted.status());
    alone_ = fmt::format("not compared: {}. Or give the profiles of another build: --against=FOLDER with its {}",
                         Message(accepted.status()), kProfilesFile);
    return std::nullopt;
  }

  absl::StatusOr<Profiles> Given(const std::string& target) {
    if (!IsProgram(against_)) return FindProfiles(against_, target, case_name_);
    // It says the same of every result, and takes seconds to say it.
    if (!program_) program_ = profile_(against_);
    if (program_->ok()) (*program_)->target = target;
    return *program_;
  }

  std::function<bool(std::string_view)> Wanted(const Result& result) const {
    std::vector<std::string> asking;
    for (const Row& row : result.rows) {
      if (row.case_name == case_name_ && row.verdict != Verdict::kOk) asking.push_back(row.comparison);
    }
    return [asking, all = all_ || asking.empty()](std::string_view metric) {
      return all || std::any_of(asking.begin(), asking.end(),
                                [&](const std::string& comparison) { return Concerns(comparison, metric); });
    };
  }

  // No profile tells what nothing runs.
  Explanation OfSize(const FoundResult& found, std::string_view metric) const {
    Explanation explanation;
    explanation.target = found.result.target;
    explanation.case_name = case_name_;
    explanation.alone =
        metric == kSizeof
            ? "its members and their alignment decide it, nothing that runs: `clang++ -fsyntax-only -Xclang "
              "-fdump-record-layouts FILE` prints those of the types in a file"
            : fmt::format(
                  "its functions, constants and variables decide it, nothing that runs: `nm --size-sort "
                  "--print-size --demangle bazel-bin/{}` prints them. Compare two builds with -c opt",
                  ArchiveOf(case_name_));
    return explanation;
  }

  Explanation NoProfiles(const FoundResult& found) const {
    Explanation explanation;
    explanation.target = found.result.target;
    explanation.case_name = case_name_;
    explanation.alone = fmt::format(
        "no call sites: this gate left no profile of the case, since it takes call sites only of what it suspects. Run "
        "it again: "
        "{}",
        ReproduceCommand(found.result.target, case_name_));
    return explanation;
  }

  const std::string& case_name_;
  const std::string& against_;
  const bool all_;
  const ProgramProfiler& profile_;
  std::optional<absl::StatusOr<Profiles>> program_;  // of `against_`
  std::string alone_;
  ProfiledCase explained_;
};

}  // namespace

ProfiledCase ExplainProfiles(const std::string& case_name, const std::vector<FoundResult>& results,
                             const std::string& against, bool all, const ProgramProfiler& profile) {
  Explainer explainer(case_name, against, all, profile);
  for (const FoundResult& found : results) explainer.Add(found);
  return explainer.Take();
}

}  // namespace pawl
