#include "tools/cli/rename.h"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "tools/model/case_name.h"

namespace pawl {
namespace {

bool Has(const StoredBaseline& baseline, const std::string& name) {
  return std::any_of(baseline.records.begin(), baseline.records.end(),
                     [&](const Record& record) { return record.case_name == name; });
}

absl::Status Unknown(const std::vector<BaselineFile>& files, const RenameOptions& options) {
  std::vector<std::string> names;
  for (const BaselineFile& file : files) {
    if (!options.target.empty() && file.baseline.target != options.target) continue;
    for (const Record& record : file.baseline.records) names.push_back(record.case_name);
  }
  const std::string nearest = Nearest(options.old_name, names);
  return absl::InvalidArgumentError(fmt::format("no stored baseline{} has the case {}{}",
                                                options.target.empty() ? "" : " of " + options.target, options.old_name,
                                                nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

}  // namespace

absl::StatusOr<std::vector<BaselineFile>> RenameCase(const std::vector<BaselineFile>& files,
                                                     const RenameOptions& options) {
  if (options.new_name.empty() || options.new_name == options.old_name) {
    return absl::InvalidArgumentError("the new name is empty or the old one");
  }
  std::vector<BaselineFile> renamed;
  std::set<std::string> targets;
  for (const BaselineFile& file : files) {
    const bool chosen = options.target.empty() || file.baseline.target == options.target;
    if (!chosen || !Has(file.baseline, options.old_name)) continue;
    if (Has(file.baseline, options.new_name)) {
      return absl::InvalidArgumentError(fmt::format(
          "{} has records of {} already. If they are the same case, accept them instead: bazel run {}.accept",
          file.path, options.new_name, file.baseline.target));
    }
    renamed.push_back(file);
    targets.insert(file.baseline.target);
  }
  if (renamed.empty()) return Unknown(files, options);
  if (targets.size() > 1) {
    return absl::InvalidArgumentError(fmt::format("several perf_tests have a case {}; say which one: --target={}",
                                                  options.old_name, fmt::join(targets, " or --target=")));
  }
  for (BaselineFile& file : renamed) {
    for (Record& record : file.baseline.records) {
      if (record.case_name == options.old_name) record.case_name = options.new_name;
    }
  }
  return renamed;
}

}  // namespace pawl
