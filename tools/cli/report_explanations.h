#ifndef PAWL_TOOLS_CLI_REPORT_EXPLANATIONS_H_
#define PAWL_TOOLS_CLI_REPORT_EXPLANATIONS_H_

#include <string>
#include <vector>

#include "tools/cli/explain_profiles.h"
#include "tools/model/explanation.h"

namespace pawl {

// Each has a flame graph or more, and a page is to stay within some megabytes.
inline constexpr size_t kMostExplained = 12;

struct ReportExplanations {
  std::vector<Explanation> explanations;
  std::vector<std::string> errors;  // of profiles that could not be read; with paths
  size_t left_out = 0;              // cases with profiles beyond kMostExplained
};

// What the profiles beside these results say of their cases: those with a row that is not ok first, in the order of
// their rows, then the others. Of a target's case that several results have, the first one's. A case that nothing
// profiled is not mentioned. Reads files, measures nothing.
ReportExplanations ExplainReport(const std::vector<FoundResult>& results);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_REPORT_EXPLANATIONS_H_
