#ifndef PAWL_TOOLS_CLI_REPORT_COMMAND_H_
#define PAWL_TOOLS_CLI_REPORT_COMMAND_H_

#include <string>
#include <vector>

#include "reports/html.h"
#include "tools/cli/commands.h"
#include "tools/cli/explain_profiles.h"

// The parts of `pawl report`, a file each. All return an exit code.
namespace pawl {

// Measures the perf_tests of the work space, one after the other.
int ReportMeasured(const ReportArguments& arguments, Output output);

// Reads `arguments.from`. What cannot be read is an error of the report, which is made of the rest.
int ReportFrom(const ReportArguments& arguments, Output output);

// Prints a result for people. What it says cannot pass for a command of GitHub's, which come on the same stream.
void PrintResult(const Result& result, const ReportArguments& arguments, Output output);

// Gives the page the flame graphs of what was profiled beside these results, and says what it could not have.
void AddExplanations(const std::vector<FoundResult>& results, ReportInput& input, Output output);

// Gives the page what was accepted before, as far as the work space's version control knows it; says what is damaged.
void AddHistories(const std::string& workspace, ReportInput& input, Output output);

// Writes the HTML file and whatever else is asked for; the code is that of the most severe result. `workspace` is where
// relative paths begin; empty: outside of `bazel run`.
int WriteReport(const ReportInput& input, const ReportArguments& arguments, const std::string& workspace,
                Output output);

}  // namespace pawl

#endif  // PAWL_TOOLS_CLI_REPORT_COMMAND_H_
