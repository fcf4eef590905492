#ifndef PAWL_IMPLS_ARCHIVE_EXPORT_COMMAND_LINE_H_
#define PAWL_IMPLS_ARCHIVE_EXPORT_COMMAND_LINE_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "impls/archive_export/analysis.h"
#include "impls/archive_export/archive_export.h"
#include "impls/archive_export/decision.h"

namespace archive_export {

// What the words after `pawl_export` ask for.
struct Settings {
  std::string help;  // not empty: it is all that was asked for

  std::filesystem::path root, output = ".";
  std::string pattern = "{name}_{date}";
  Options options;  // without callbacks, totals and stop; threads 0 leaves their number to the decision
  AnalysisOptions analysis;
  Thresholds thresholds;
  Wish wish = Wish::kAuto;
  bool explain = false, dry_run = false, quiet = false, force = false;
};

// INVALID_ARGUMENT, or UNIMPLEMENTED for a format that nobody writes, says which option is wrong, its value and the way
// out. Looks at no file.
absl::StatusOr<Settings> ParseCommandLine(const std::vector<std::string>& words);

}  // namespace archive_export

#endif  // PAWL_IMPLS_ARCHIVE_EXPORT_COMMAND_LINE_H_
