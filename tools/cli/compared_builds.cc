#include "tools/cli/compared_builds.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "fmt/format.h"
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

// Whether benchmarks of the same bytes read the same files.
bool SameData(const Plan& now, const std::string& folder, const Plan& before, const std::string& folder_before) {
  if (now.sources != before.sources) return false;
  const auto a = HashSources(now.sources, folder);
  const auto b = HashSources(before.sources, folder_before);
  return a.ok() && b.ok() && *a == *b;
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
  if (!there.ok() || there->empty()) return NoPawl(commit);
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
    build.same_data = SameData(build.plan, build.contender.folder, *plan, build.before.folder);
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

}  // namespace pawl
