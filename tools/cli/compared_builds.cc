#include "tools/cli/compared_builds.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/cli/source_hash.h"

namespace pawl {
namespace {

namespace fs = std::filesystem;

constexpr char kOtherWays[] =
    "Compare with another revision, or give the path of a benchmark binary that you built yourself: --against=PATH";

Plan Absolute(Plan plan, const fs::path& folder) {
  for (std::string* path : {&plan.binary, &plan.counter, &plan.status_file, &plan.build_file}) {
    if (!path->empty()) *path = folder / *path;
  }
  for (std::string& layout : plan.layouts) layout = folder / layout;
  return plan;
}

// Of everything that a benchmark may read or start where it runs; not of the commit's number, which no code depends on.
// Nothing if it cannot be read.
std::optional<std::string> HashOfData(const RevisionBuild& build) {
  std::vector<std::string> files;
  std::error_code error;
  const fs::path all = build.folder.parent_path();
  for (auto entry = fs::recursive_directory_iterator(all, fs::directory_options::follow_directory_symlink, error);
       !error && entry != fs::end(entry); entry.increment(error)) {
    const bool manifest = entry.depth() == 0;  // beside the repositories' folders, of absolute paths
    const bool of_the_commit = entry->path() == build.folder / build.plan.status_file;
    if (!entry->is_regular_file(error) || manifest || of_the_commit) continue;
    files.push_back(entry->path().lexically_relative(all));
  }
  std::sort(files.begin(), files.end());
  const auto hash = HashSources(files, all);
  if (error || !hash.ok()) return std::nullopt;
  return *hash;
}

std::vector<std::string> Missing(const std::vector<std::string>& from, const std::vector<std::string>& among) {
  std::vector<std::string> missing;
  std::copy_if(from.begin(), from.end(), std::back_inserter(missing),
               [&](const std::string& label) { return std::find(among.begin(), among.end(), label) == among.end(); });
  return missing;
}

absl::Status NoPawl(const Commit& commit) {
  return absl::FailedPreconditionError(
      fmt::format("{} has no perf_test of those to compare: it is older than they are, or has no Pawl at all. {}",
                  commit.description, kOtherWays));
}

}  // namespace

absl::StatusOr<std::vector<ComparedBuild>> BuildContenders(const Bazel& user,
                                                           const std::vector<std::string>& patterns) {
  const absl::StatusOr<std::vector<std::string>> labels = user.PerfTests(patterns);
  if (!labels.ok()) return labels.status();
  if (labels->empty()) {
    return absl::NotFoundError(fmt::format("there is no perf_test in {}",
                                           patterns.empty() ? "//..." : fmt::format("{}", fmt::join(patterns, " "))));
  }
  const absl::StatusOr<std::vector<BuiltPerfTest>> built = user.Build(*labels);
  if (!built.ok()) return built.status();
  std::vector<ComparedBuild> contenders;
  for (const BuiltPerfTest& one : *built) {
    absl::StatusOr<Plan> plan = ReadPlan(one.plan);
    if (!plan.ok()) return plan.status();
    ComparedBuild& contender = contenders.emplace_back();
    contender.plan = Absolute(*std::move(plan), one.runfiles);
    contender.contender = {contender.plan.binary, one.runfiles, contender.plan.layouts};
  }
  return contenders;
}

absl::StatusOr<ComparedBuilds> BuildBefore(const std::vector<ComparedBuild>& contenders, const Commit& commit,
                                           RevisionTree& tree) {
  if (absl::Status status = tree.Checkout(commit.hash); !status.ok()) return status;
  std::vector<std::string> labels;
  for (const ComparedBuild& one : contenders) labels.push_back(one.plan.target);
  const absl::StatusOr<std::vector<std::string>> there = tree.bazel().PerfTests(labels, /*lenient=*/true);
  if (absl::IsInvalidArgument(there.status()) || (there.ok() && there->empty())) return NoPawl(commit);
  if (!there.ok()) return there.status();
  const absl::StatusOr<std::vector<BuiltPerfTest>> built = tree.bazel().Build(*there, /*lenient=*/true);
  if (absl::IsFailedPrecondition(built.status())) {
    return absl::FailedPreconditionError(
        fmt::format("{} does not build here; Bazel's errors are above. {}", commit.description, kOtherWays));
  }
  if (!built.ok()) return built.status();
  ComparedBuilds compared;
  std::vector<std::string> before;
  for (const BuiltPerfTest& one : *built) {
    const absl::StatusOr<Plan> plan = ReadOtherPlan(one.plan);
    if (!plan.ok()) return plan.status();
    ComparedBuild build = *std::find_if(contenders.begin(), contenders.end(), [&](const ComparedBuild& contender) {
      return contender.plan.target == one.label;
    });
    before.push_back(one.label);
    build.before = {one.runfiles / plan->binary, one.runfiles};
    build.same_data = SameData({build.plan, build.contender.folder}, {*plan, build.before.folder});
    if (plan->compiler_flags != build.plan.compiler_flags) {
      build.warnings.push_back(fmt::format("the builds differ in more than the code: compiler flags {} → {}",
                                           fmt::join(plan->compiler_flags, " "),
                                           fmt::join(build.plan.compiler_flags, " ")));
    }
    compared.builds.push_back(std::move(build));
  }
  for (const std::string& label : Missing(labels, *there)) {
    compared.absent.push_back(fmt::format("{} is not in {}: not compared", label, commit.description));
  }
  for (const std::string& label : Missing(*there, before)) {
    compared.broken.push_back(
        fmt::format("{} does not build in {}: not compared; Bazel's errors are above", label, commit.description));
  }
  return compared;
}

Build RevisionBuild::AsBuild() const {
  Build build = {folder / plan.binary, folder, {}};
  for (const std::string& layout : plan.layouts) build.layouts.push_back(folder / layout);
  return build;
}

absl::StatusOr<RevisionBuild> BuildRevision(RevisionTree& tree, const Commit& commit, const std::string& label) {
  if (absl::Status status = tree.Checkout(commit.hash); !status.ok()) return status;
  const auto labels = tree.bazel().PerfTests({label}, /*lenient=*/true);
  if (absl::IsInvalidArgument(labels.status()) || (labels.ok() && labels->empty())) {
    return absl::FailedPreconditionError("has no " + label);
  }
  if (!labels.ok()) return labels.status();
  const absl::StatusOr<std::vector<BuiltPerfTest>> built = tree.bazel().Build(*labels);
  if (absl::IsFailedPrecondition(built.status())) return absl::FailedPreconditionError("does not build");
  if (!built.ok() && !absl::IsNotFound(built.status())) return built.status();
  absl::StatusOr<Plan> plan = built.ok() ? ReadOtherPlan(built->front().plan) : absl::StatusOr<Plan>(built.status());
  if (!plan.ok()) return absl::FailedPreconditionError("has a perf_test that this Pawl cannot read");
  return RevisionBuild{*std::move(plan), built->front().runfiles};
}

absl::StatusOr<RevisionBuild> KeepBuild(const RevisionBuild& build, const fs::path& folder) {
  // Runfiles of other repositories lie beside those of this one.
  const fs::path all = build.folder.parent_path();
  std::error_code error;
  // What a link points to is overwritten by the next build.
  fs::copy(all, folder, fs::copy_options::recursive, error);
  if (!error) return RevisionBuild{build.plan, folder / build.folder.filename()};
  return absl::ErrnoToStatus(error.value(), fmt::format("cannot copy {} to {}", all.string(), folder.string()));
}

bool SameData(const RevisionBuild& a, const RevisionBuild& b) {
  const std::optional<std::string> of_a = HashOfData(a);
  return of_a && of_a == HashOfData(b);
}

}  // namespace pawl
