#ifndef PAWL_TOOLS_CLI_BASELINE_FILES_H_
#define PAWL_TOOLS_CLI_BASELINE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/model/stored_baseline.h"

namespace pawl {

struct BaselineFile {
  std::string path;  // relative to the work space
  StoredBaseline baseline;
};

// The path of the anchor that belongs to a stored baseline: baselines/x_perf.json -> baselines/x_perf.anchor.json.
std::string AnchorPath(const std::string& baseline_path);
bool IsAnchor(const std::string& path);

// Every stored baseline and anchor of a work space, sorted by path: JSON files that begin as `.accept` writes them,
// wherever they stand. A damaged one is an error that names file and line, since it may be the one that was meant.
absl::StatusOr<std::vector<BaselineFile>> FindBaselines(const std::string& workspace);

// Where BUILD and .bzl files of a work space say `text`, as "path:line"; case names in claims, limits and mutes.
std::vector<std::string> FindInBuildFiles(const std::string& workspace, const std::string& text);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_BASELINE_FILES_H_
